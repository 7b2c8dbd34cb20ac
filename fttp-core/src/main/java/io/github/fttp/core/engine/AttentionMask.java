package io.github.fttp.core.engine;

import java.util.Arrays;

/**
 * A mask of keys: to which of them each query may attend.
 *
 * @param isCausal whether query {@code i} of {@code Tq} sees keys up to {@code i + Tk - Tq} only: with as many keys as
 *     queries the usual triangle, with a cache the new queries are the last ones
 * @param keys {@code [B][Tk]}, false for keys that no query attends to (padding); of length 0 where all count
 */
public record AttentionMask(boolean isCausal, boolean[][] keys) {
    private static final AttentionMask FULL = new AttentionMask(false, new boolean[0][]);
    private static final AttentionMask CAUSAL = new AttentionMask(true, new boolean[0][]);

    public AttentionMask {
        boolean allTrue = true;
        for (boolean[] sample : keys) for (boolean key : sample) allTrue &= key;
        keys = allTrue
                ? new boolean[0][]
                : Arrays.stream(keys).map(boolean[]::clone).toArray(boolean[][]::new);
    }

    /** Every query sees every key. */
    public static AttentionMask full() {
        return FULL;
    }

    /** Every query sees the keys up to its own position. */
    public static AttentionMask causal() {
        return CAUSAL;
    }

    /** Hides, beside what is hidden, the keys that are false in {@code keys}, {@code [B][Tk]}. */
    public AttentionMask padded(boolean[][] keys) {
        return new AttentionMask(isCausal, keys);
    }

    /** Whether query {@code i} of {@code queries} in sample {@code b} may attend to key {@code j} of {@code count}. */
    public boolean allows(int b, int i, int queries, int j, int count) {
        return (!isCausal || j <= i + count - queries) && (keys.length == 0 || keys[b][j]);
    }
}
