package io.github.fttp.mllm.verify;

import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.verify.ExpectedValues;
import io.github.fttp.core.verify.GoldenCase;
import io.github.fttp.mllm.data.MergedInputs;
import io.github.fttp.mllm.data.PreparedImage;
import io.github.fttp.mllm.qwen.PatchGrid;
import io.github.fttp.mllm.qwen.QwenArchitecture;
import io.github.fttp.mllm.qwen.QwenImages;
import io.github.fttp.mllm.qwen.QwenModel;
import io.github.fttp.mllm.qwen.TextPositions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A Qwen-VL: positions with three coordinates, features of patches, and what all families have. */
abstract class QwenCase extends VisionLanguageCase<QwenModel> {
    /** How the model of a folder is made. */
    abstract QwenArchitecture architecture(Path folder);

    @Override
    final QwenModel load(Path folder, Engine engine) {
        return architecture(folder).load(folder, engine);
    }

    @Override
    final String currentName(String name) {
        return QwenModel.currentName(name);
    }

    @Override
    final List<PreparedImage> images(QwenModel model, GoldenCase golden) {
        if (!golden.has("in.pixel_values")) return List.of();
        Shape shape = golden.shape("in.pixel_values"); // [patches, values of a patch]
        float[] all = golden.floats("in.pixel_values");
        List<PreparedImage> images = new ArrayList<>();
        int from = 0;
        for (int[] grid : golden.matrix("in.image_grid_thw")) {
            if (grid[0] != 1) throw golden.refuse("in.image_grid_thw", "has " + grid[0] + " frames, supported is 1");
            PatchGrid patches =
                    new PatchGrid(grid[1], grid[2], model.config().patches().merge());
            int to = from + patches.patches() * shape.dim(1);
            images.add(new PreparedImage(Arrays.copyOfRange(all, from, to), grid[1], grid[2], patches.positions()));
            from = to;
        }
        return images;
    }

    @Override
    final PreparedImage prepared(Path folder, QwenModel model, Image image) {
        return QwenImages.read(folder, model.config().patches()).prepare(image);
    }

    @Override
    final void notePositions(
            QwenModel model, GoldenCase golden, String key, MergedInputs inputs, List<PreparedImage> images) {
        int[][][] positions =
                TextPositions.of(inputs, images, model.config().patches().merge());
        golden.found(key, flat(positions));
        if (key.equals("out.position_ids")) golden.found("out.rope_deltas", deltas(inputs.attended(), positions));
    }

    /** How much further the position behind the last is than the number of attended tokens. */
    private static long[] deltas(boolean[][] attended, int[][]... positions) {
        long[] deltas = new long[attended.length];
        for (int b = 0; b < deltas.length; b++) {
            int last = -1;
            int count = 0;
            for (int t = 0; t < attended[b].length; t++) {
                if (!attended[b][t]) continue;
                count++;
                for (int[][] axis : positions) last = Math.max(last, axis[b][t]);
            }
            deltas[b] = last + 1 - count;
        }
        return deltas;
    }

    private static long[] flat(int[][]... positions) {
        return ExpectedValues.wide(Arrays.stream(positions)
                .flatMap(Arrays::stream)
                .flatMapToInt(Arrays::stream)
                .toArray());
    }

    @Override
    final void note(Tape tape, QwenModel model, GoldenCase golden, List<PreparedImage> images, Var encoded) {
        List<Var> merged = model.vision().merge(tape, images, encoded);
        golden.found("out.image_features", merged.get(0).value().toArray());
        List<PatchGrid> grids = PatchGrid.of(images, model.config().patches().merge());
        List<Integer> places = new ArrayList<>();
        for (PatchGrid grid : grids) {
            int[] rows = grid.patchRows();
            int[] columns = grid.patchColumns();
            for (int i = 0; i < rows.length; i++) places.addAll(List.of(rows[i], columns[i]));
        }
        golden.found(
                "out.vision_position_ids",
                places.stream().mapToLong(Integer::longValue).toArray());
        noteVision(tape, model, golden, grids, encoded, merged);
    }

    /** Notes what only this family's image encoder has. */
    abstract void noteVision(
            Tape tape, QwenModel model, GoldenCase golden, List<PatchGrid> grids, Var encoded, List<Var> merged);
}
