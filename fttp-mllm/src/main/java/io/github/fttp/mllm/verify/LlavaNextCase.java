package io.github.fttp.mllm.verify;

import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.verify.GoldenCase;
import io.github.fttp.mllm.data.PreparedImage;
import io.github.fttp.mllm.llavanext.LlavaNextModel;
import io.github.fttp.mllm.llavanext.TiledImages;
import io.github.fttp.mllm.llavanext.Tiling;
import io.github.fttp.mllm.llavanext.Tiling.Size;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A LLaVA 1.6: features of all squares, what of them stands in the text, and what all families have. */
final class LlavaNextCase extends VisionLanguageCase<LlavaNextModel> {
    @Override
    LlavaNextModel load(Path folder, Engine engine) {
        return LlavaNextModel.load(folder, engine);
    }

    @Override
    String currentName(String name) {
        return LlavaNextModel.currentName(name);
    }

    @Override
    List<PreparedImage> images(LlavaNextModel model, GoldenCase golden) {
        if (!golden.has("in.pixel_values")) return List.of();
        int[][] sizes = golden.matrix("in.image_sizes");
        float[] all = golden.floats("in.pixel_values"); // [images, most squares, 3, S, S]
        Tiling tiling = model.config().tiling();
        int square = 3 * tiling.tile() * tiling.tile();
        List<PreparedImage> images = new ArrayList<>();
        for (int i = 0; i < sizes.length; i++) {
            Size size = new Size(sizes[i][0], sizes[i][1]);
            int from = i * (all.length / sizes.length);
            images.add(new PreparedImage(
                    Arrays.copyOfRange(all, from, from + tiling.squares(size) * square),
                    size.height(),
                    size.width(),
                    tiling.positions(size)));
        }
        return images;
    }

    @Override
    PreparedImage prepared(Path folder, LlavaNextModel model, Image image) {
        return TiledImages.read(folder, model.config()).prepare(image);
    }

    @Override
    void note(Tape tape, LlavaNextModel model, GoldenCase golden, List<PreparedImage> images, Var encoded) {
        Tiling tiling = model.config().tiling();
        golden.found("out.vision_selected_features", encoded.value().toArray());
        Var projected = model.project(tape, encoded);
        golden.found("out.projected_features", projected.value().toArray());
        golden.found(
                "out.image_features",
                model.packed(tape, projected, images).value().toArray());
        long[] grids = new long[2 * images.size()];
        long[] left = new long[2 * images.size()];
        long[] positions = new long[images.size()];
        for (int i = 0; i < images.size(); i++) {
            Size size = new Size(images.get(i).height(), images.get(i).width());
            put(grids, i, tiling.grid(size));
            put(left, i, tiling.unpadded(size));
            positions[i] = images.get(i).positions();
        }
        golden.found("out.tile_grid", grids);
        golden.found("out.unpadded_grid", left);
        golden.found("out.image_feature_lens", positions);
    }

    private static void put(long[] pairs, int i, Size size) {
        pairs[2 * i] = size.height();
        pairs[2 * i + 1] = size.width();
    }
}
