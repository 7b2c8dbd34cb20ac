package io.github.fttp.mllm.qwen;

import io.github.fttp.mllm.data.MergedInputs;
import io.github.fttp.mllm.data.PreparedImage;
import java.util.List;

/**
 * Positions with three coordinates, time, height and width: a word has the next one on all three; an image that begins at
 * {@code s} has {@code s}, {@code s + row}, {@code s + column}, and what follows it goes on behind the largest of these.
 *
 * <p>Source: {@code get_rope_index} of transformers' {@code Qwen2_5_VLModel}.
 */
public final class TextPositions {
    private TextPositions() {}

    /**
     * Positions of a batch, {@code [3][B][T]}; 0 at padding.
     *
     * @param images all of the batch, in its order, with sizes in patches
     * @param merge side of the square of patches that is one position
     */
    public static int[][][] of(MergedInputs inputs, List<PreparedImage> images, int merge) {
        int batch = inputs.ids().length;
        int length = inputs.length();
        int[][][] positions = new int[3][batch][length];
        List<PatchGrid> grids = PatchGrid.of(images, merge);
        int image = 0;
        for (int b = 0; b < batch; b++) {
            int next = 0;
            int inside = 0; // of the image
            for (int t = 0; t < length; t++) {
                if (!inputs.attended()[b][t]) continue;
                boolean isImage = inputs.image()[b][t];
                int columns = isImage ? grids.get(image).columns() : 1;
                positions[0][b][t] = next;
                positions[1][b][t] = next + inside / columns;
                positions[2][b][t] = next + inside % columns;
                if (!isImage) {
                    next++;
                } else if (++inside == grids.get(image).positions()) {
                    next += Math.max(grids.get(image).rows(), columns);
                    inside = 0;
                    image++;
                }
            }
        }
        return positions;
    }
}
