package io.github.fttp.mllm.verify;

import io.github.fttp.core.image.Image;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Digest;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.verify.Comparisons;
import io.github.fttp.core.verify.ExpectedValues;
import io.github.fttp.mllm.data.PreparedImage;
import io.github.fttp.mllm.qwen.QwenImages;
import io.github.fttp.mllm.qwen.SmartResize;
import io.github.fttp.mllm.verify.ImageProcessorsCase.Prepared;
import java.util.List;

/** Qwen-VL's processor of images. */
record PatchedProcessor(QwenImages images) implements ImageProcessorsCase.Processor {
    static PatchedProcessor of(Json settings) {
        return new PatchedProcessor(QwenImages.of(settings));
    }

    @Override
    public Prepared check(Image image, Json row, String key, Comparisons out) {
        Image fitted = images.fit(image);
        out.integers(
                key + ".resized",
                new long[] {fitted.height(), fitted.width()},
                ExpectedValues.longs(row.field("resized")));
        out.equal(
                key + ".sha256_resized",
                new Digest().add(fitted.rgb()).hex(),
                row.field("sha256_resized").text());
        PreparedImage prepared = images.prepare(image);
        out.integers(
                key + ".image_grid_thw",
                new long[] {1, prepared.height(), prepared.width()},
                ExpectedValues.longs(row.field("image_grid_thw")));
        out.equal(key + ".tokens", prepared.positions(), row.field("tokens").count(1));
        int plane = images.patches().size()
                * images.patches().size()
                * images.patches().frames();
        return new Prepared(prepared.pixels(), value -> value / plane % 3);
    }

    /** Compares what sizes are resized to. */
    static void table(Json spec, Comparisons out) {
        for (Json row : spec.optional("smart_resize").map(Json::items).orElse(List.of())) {
            int height = row.field("height").count(1);
            int width = row.field("width").count(1);
            String key = "smart_resize." + height + "x" + width + "."
                    + row.field("factor").count(1);
            SmartResize resize = new SmartResize(
                    row.field("factor").count(1),
                    row.field("min_pixels").count(1),
                    row.field("max_pixels").count(1));
            if (row.has("error")) {
                out.equal(key, refused(resize, height, width), true);
                continue;
            }
            SmartResize.Size size = resize.of(height, width);
            out.integers(key, new long[] {size.height(), size.width()}, ExpectedValues.longs(row.field("result")));
        }
    }

    private static boolean refused(SmartResize resize, int height, int width) {
        try {
            resize.of(height, width);
            return false;
        } catch (BadData e) {
            return true;
        }
    }

    @Override
    public double deviation(int channel) {
        return images.values().deviation().channel(channel);
    }
}
