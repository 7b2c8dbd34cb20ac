package io.github.fttp.core.engine;

import io.github.fttp.core.Check;
import java.util.Arrays;

/**
 * A mask of keys: to which of them each query may attend.
 *
 * @param isCausal whether query {@code i} of {@code Tq} sees keys up to {@code i + Tk - Tq} only: with as many keys as
 *     queries the usual triangle, with a cache the new queries are the last ones
 * @param window how many keys a causal query sees at most, up to its own position; 0 for all of them
 * @param keys {@code [B][Tk]}, false for keys that no query attends to (padding); of length 0 where all count
 */
public record AttentionMask(boolean isCausal, int window, boolean[][] keys) {
    private static final AttentionMask FULL = new AttentionMask(false, 0, new boolean[0][]);
    private static final AttentionMask CAUSAL = new AttentionMask(true, 0, new boolean[0][]);

    public AttentionMask {
        Check.atLeast(0, window, "window of attention");
        if (window > 0 && !isCausal) throw new IllegalArgumentException("only causal attention has a window");
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
        return new AttentionMask(isCausal, window, keys);
    }

    /** The same, but a query sees the last {@code keys} keys only, its own among them; 0 for all. */
    public AttentionMask windowed(int keys) {
        return new AttentionMask(isCausal, keys, this.keys);
    }

    /** The first key that query {@code i} of {@code queries} may see of {@code count}, but for padding. */
    int first(int i, int queries, int count) {
        return window == 0 ? 0 : Math.max(0, i + count - queries - window + 1);
    }

    /** Whether query {@code i} of {@code queries} in sample {@code b} may attend to key {@code j} of {@code count}. */
    public boolean allows(int b, int i, int queries, int j, int count) {
        return (!isCausal || j <= i + count - queries)
                && j >= first(i, queries, count)
                && (keys.length == 0 || keys[b][j]);
    }
}
