package io.github.fttp.core.nn;

import io.github.fttp.core.tensor.Tensor;
import java.util.Locale;

/**
 * Counts of what is lost of an adapter where it is merged into weights of a coarse type, whose steps may be larger than its
 * changes.
 *
 * @param changes how many numbers the adapter changes
 * @param lost how many of them round to the value that they had
 */
record MergeRounding(long changes, long lost) {
    static final MergeRounding NONE = new MergeRounding(0, 0);

    private static final int CHUNK = 1 << 16;

    /**
     * Counts those of one weight.
     *
     * @param before without the adapter
     * @param exact with it, not rounded
     * @param after with it, rounded
     */
    static MergeRounding of(Tensor before, Tensor exact, Tensor after) {
        long size = before.shape().size();
        int chunk = (int) Math.min(CHUNK, size);
        float[] was = new float[chunk];
        float[] wanted = new float[chunk];
        float[] is = new float[chunk];
        long changes = 0;
        long lost = 0;
        for (long at = 0; at < size; at += chunk) {
            int count = (int) Math.min(chunk, size - at);
            before.read(at, was, 0, count);
            exact.read(at, wanted, 0, count);
            after.read(at, is, 0, count);
            for (int i = 0; i < count; i++) {
                if (wanted[i] == was[i]) continue;
                changes++;
                if (is[i] == was[i]) lost++;
            }
        }
        return new MergeRounding(changes, lost);
    }

    /** Adds the counts of others. */
    MergeRounding and(MergeRounding other) {
        return new MergeRounding(changes + other.changes, lost + other.lost);
    }

    /** Says it in words, without a full stop. */
    String sentence() {
        return String.format(
                Locale.ROOT,
                "%,d of the %,d numbers that the adapter changes (%.1f %%) round to the value that they had, in the"
                        + " type that the model's weights have and keep; the adapter beside the model, and a model in"
                        + " float32, lose none",
                lost,
                changes,
                100.0 * lost / changes);
    }
}
