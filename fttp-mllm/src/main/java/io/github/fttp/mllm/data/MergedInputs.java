package io.github.fttp.mllm.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

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
     * Expands. All samples have one token for each image, or all its positions already, as newer processors write them.
     *
     * @param images of all samples, in their order
     * @param pad the id that stands at padding
     * @throws IllegalArgumentException if there are other image tokens than images
     */
    public static MergedInputs of(
            int[][] ids,
            boolean[][] attended,
            int[][] labels,
            float[][] concept,
            int imageToken,
            List<PreparedImage> images,
            int pad) {
        int batch = ids.length;
        boolean expanded = isExpanded(ids, attended, imageToken, images);
        List<List<int[]>> rows = new ArrayList<>(); // per sample: {source position, is an image's}
        boolean right = false;
        int longest = 0;
        int next = 0;
        for (int b = 0; b < batch; b++) {
            List<int[]> row = new ArrayList<>();
            for (int t = 0; t < ids[b].length; t++) {
                boolean isImage = ids[b][t] == imageToken && attended[b][t];
                int positions = isImage && !expanded ? images.get(next++).positions() : 1;
                for (int i = 0; i < positions; i++) row.add(new int[] {t, isImage ? 1 : 0});
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

    /** Whether each image's token already stands at all its positions. */
    private static boolean isExpanded(int[][] ids, boolean[][] attended, int imageToken, List<PreparedImage> images) {
        int tokens = 0;
        for (int b = 0; b < ids.length; b++) {
            for (int t = 0; t < ids[b].length; t++) if (ids[b][t] == imageToken && attended[b][t]) tokens++;
        }
        if (tokens == images.size()) return false;
        int positions = images.stream().mapToInt(PreparedImage::positions).sum();
        if (tokens == positions) return true;
        throw new IllegalArgumentException(
                tokens + " image tokens for " + images.size() + " images, expected one each or " + positions);
    }

    /** Positions of a sample, padding included. */
    public int length() {
        return ids.length == 0 ? 0 : ids[0].length;
    }

    /** Where images stand: the rows among all, {@code b T + t}, in their order. */
    public int[] imageRows() {
        return rows(0, ids.length, image);
    }

    /** Where images of one sample stand, counted over all samples likewise. */
    public int[] imageRows(int sample) {
        return rows(sample, sample + 1, image);
    }

    /** Where no padding stands, counted likewise. */
    public int[] attendedRows() {
        return rows(0, ids.length, attended);
    }

    private int[] rows(int from, int to, boolean[][] wanted) {
        return IntStream.range(from * length(), to * length())
                .filter(row -> wanted[row / length()][row % length()])
                .toArray();
    }
}
