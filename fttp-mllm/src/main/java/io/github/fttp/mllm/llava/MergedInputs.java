package io.github.fttp.mllm.llava;

import io.github.fttp.mllm.data.EncodedSample;
import io.github.fttp.mllm.llama.LlamaModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A batch with each image's token expanded to the positions the image takes; all arrays {@code [B][T]}.
 *
 * @param ids at an image's positions its token
 * @param image whether an image's feature stands there
 * @param attended false for padding, on the side where the input had it
 * @param labels {@link EncodedSample#IGNORE} where nothing is to be predicted, at images always
 * @param concept how much of the concept each label carries
 */
public record MergedInputs(int[][] ids, boolean[][] image, boolean[][] attended, int[][] labels, float[][] concept) {
    /**
     * Expands. A sample may have one token an image, or all its positions already, as newer processors write them.
     *
     * @param perImage positions that an image takes
     * @param pad the id that stands at padding
     */
    public static MergedInputs of(
            int[][] ids,
            boolean[][] attended,
            int[][] labels,
            float[][] concept,
            int imageToken,
            int perImage,
            int pad) {
        int batch = ids.length;
        List<List<int[]>> rows = new ArrayList<>(); // per sample: {source position, is an image's}
        boolean right = false;
        int longest = 0;
        for (int b = 0; b < batch; b++) {
            boolean expanded = isExpanded(ids[b], imageToken, perImage);
            List<int[]> row = new ArrayList<>();
            for (int t = 0; t < ids[b].length; t++) {
                boolean isImage = ids[b][t] == imageToken && attended[b][t];
                for (int i = 0; i < (isImage && !expanded ? perImage : 1); i++) row.add(new int[] {t, isImage ? 1 : 0});
            }
            right |= ids[b].length > 0 && !attended[b][ids[b].length - 1];
            rows.add(row);
            longest = Math.max(longest, row.size());
        }
        MergedInputs merged = new MergedInputs(
                new int[batch][longest],
                new boolean[batch][longest],
                new boolean[batch][longest],
                new int[batch][longest],
                new float[batch][longest]);
        for (int b = 0; b < batch; b++) {
            Arrays.fill(merged.ids[b], pad);
            Arrays.fill(merged.labels[b], EncodedSample.IGNORE);
            // Padding of a sample with fewer images goes where the reference has it: to the left unless some end in
            // it.
            int at = right ? 0 : longest - rows.get(b).size();
            for (int[] source : rows.get(b)) {
                boolean isImage = source[1] == 1;
                merged.ids[b][at] = isImage || ids[b][source[0]] != imageToken ? ids[b][source[0]] : pad;
                merged.image[b][at] = isImage;
                merged.attended[b][at] = attended[b][source[0]];
                if (!isImage) {
                    merged.labels[b][at] = labels[b][source[0]];
                    merged.concept[b][at] = concept[b][source[0]];
                }
                at++;
            }
        }
        return merged;
    }

    /** Whether an image's token already stands at each of its positions: they come in runs of whole images. */
    private static boolean isExpanded(int[] ids, int imageToken, int perImage) {
        int count = 0;
        int run = 0;
        for (int id : ids) {
            run = id == imageToken ? run + 1 : 0;
            if (run > 0) count++;
            if (run == perImage && perImage > 1) return true;
        }
        return count == 0;
    }

    /** Positions of a sample, padding included. */
    public int length() {
        return ids.length == 0 ? 0 : ids[0].length;
    }

    /** The number of attended tokens before each, {@code [B][T]}; 1 at padding, where it means nothing. */
    public int[][] positions() {
        return LlamaModel.positions(attended);
    }

    /** How many positions of images there are. */
    public int imageRows() {
        int count = 0;
        for (boolean[] row : image) for (boolean each : row) if (each) count++;
        return count;
    }
}
