package io.github.fttp.mllm.verify;

import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.ImageProcessor;
import io.github.fttp.core.image.Rgb;
import io.github.fttp.core.io.Digest;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.verify.Comparisons;
import io.github.fttp.core.verify.ExpectedValues;
import io.github.fttp.mllm.llavanext.TiledImages;
import io.github.fttp.mllm.llavanext.Tiling;
import io.github.fttp.mllm.llavanext.Tiling.Size;
import io.github.fttp.mllm.verify.ImageProcessorsCase.Prepared;
import java.util.List;

/** LLaVA 1.6's processor of images. */
record TiledProcessor(TiledImages images) implements ImageProcessorsCase.Processor {
    /** Patch of the vision tower of all released models. */
    private static final int PATCH = 14;

    static TiledProcessor of(Json settings) {
        int tile = settings.field("image_size").count(1);
        int patch = settings.optional("patch_size").map(each -> each.count(1)).orElse(PATCH);
        List<Size> canvases = settings.field("image_grid_pinpoints").items().stream()
                .map(each -> new Size(
                        each.items().get(0).count(1), each.items().get(1).count(1)))
                .toList();
        ImageProcessor clip = ImageProcessor.clip(tile);
        ImageProcessor values = new ImageProcessor(
                false,
                clip.size(),
                clip.resampling(),
                clip.crop(),
                clip.rescale(),
                rgb(settings.field("image_mean")),
                rgb(settings.field("image_std")));
        return new TiledProcessor(TiledImages.of(new Tiling(canvases, tile, tile / patch), values));
    }

    private static Rgb rgb(Json field) {
        List<Json> values = field.items();
        return new Rgb(
                values.get(0).number(), values.get(1).number(), values.get(2).number());
    }

    @Override
    public Prepared check(Image image, Json row, String key, Comparisons out) {
        Size size = new Size(image.height(), image.width());
        Tiling tiling = images.tiling();
        same(key + ".best", tiling.canvas(size), row.field("best"), out);
        same(key + ".unpadded_grid", tiling.unpadded(size), row.field("unpadded_grid"), out);
        out.equal(key + ".tiles", tiling.squares(size), row.field("tiles").count(1));
        out.equal(key + ".tokens", tiling.positions(size), row.field("tokens").count(1));
        out.equal(
                key + ".sha256_base",
                digest(images.whole(image)),
                row.field("sha256_base").text());
        out.equal(
                key + ".sha256_canvas",
                digest(images.canvas(image)),
                row.field("sha256_canvas").text());
        int plane = tiling.tile() * tiling.tile();
        return new Prepared(images.prepare(image).pixels(), value -> value / plane % 3);
    }

    @Override
    public double deviation(int channel) {
        return images.square().deviation().channel(channel);
    }

    /** Checks what the case's tiling makes of sizes. */
    static void table(Json spec, Comparisons out) {
        Json processors = spec.field("processors");
        for (String name : processors.names()) {
            if (!processors.field(name).has("image_grid_pinpoints")) continue;
            Tiling tiling = of(processors.field(name)).images().tiling();
            for (Json row : spec.optional("any_resolution").map(Json::items).orElse(List.of())) {
                Size size = new Size(
                        row.field("height").count(1), row.field("width").count(1));
                String key = "any_resolution." + size.height() + "x" + size.width();
                same(key + ".best", tiling.canvas(size), row.field("best"), out);
                same(key + ".unpadded_grid", tiling.unpadded(size), row.field("unpadded_grid"), out);
                out.equal(
                        key + ".tokens",
                        tiling.positions(size),
                        row.field("tokens").count(1));
            }
        }
    }

    private static void same(String key, Size ours, Json theirs, Comparisons out) {
        out.integers(key, new long[] {ours.height(), ours.width()}, ExpectedValues.longs(theirs));
    }

    private static String digest(Image image) {
        return new Digest().add(image.rgb()).hex();
    }
}
