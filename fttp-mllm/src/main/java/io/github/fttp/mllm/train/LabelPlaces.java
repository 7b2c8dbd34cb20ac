package io.github.fttp.mllm.train;

import io.github.fttp.mllm.data.EncodedSample;
import io.github.fttp.mllm.data.MergedInputs;
import java.util.ArrayList;
import java.util.List;

/**
 * The labels of a batch, sample by sample.
 *
 * @param ids which tokens they are
 * @param own the row of each label's own position among all, {@code b T + t}
 * @param samples which sample of the batch each is of
 */
record LabelPlaces(int[] ids, int[] own, int[] samples) {
    static LabelPlaces of(MergedInputs inputs) {
        List<int[]> found = new ArrayList<>();
        for (int b = 0; b < inputs.labels().length; b++) {
            for (int t = 1; t < inputs.length(); t++) {
                int label = inputs.labels()[b][t];
                if (label != EncodedSample.IGNORE) found.add(new int[] {label, b * inputs.length() + t, b});
            }
        }
        return new LabelPlaces(part(found, 0), part(found, 1), part(found, 2));
    }

    private static int[] part(List<int[]> found, int which) {
        return found.stream().mapToInt(each -> each[which]).toArray();
    }

    /** Where each is predicted: the row before its own. */
    int[] before() {
        int[] rows = own.clone();
        for (int i = 0; i < rows.length; i++) rows[i]--;
        return rows;
    }
}
