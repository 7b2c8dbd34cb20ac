package io.github.fttp.mllm.qwen;

import io.github.fttp.core.autograd.Attention;
import io.github.fttp.core.autograd.Rows;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.AttentionMask;
import java.util.Arrays;
import java.util.List;

/** Stretches of a sequence, one behind the other, each of which attends to itself alone. */
public final class Segments {
    private final int count;
    private final int longest;
    private final boolean equal;
    private final AttentionMask mask;
    /** For each place of {@code [count, longest]} the row that stands there, 0 at padding. */
    private final int[] padded;
    /** For each row its place there. */
    private final int[] places;

    private Segments(int... lengths) {
        count = lengths.length;
        longest = Arrays.stream(lengths).max().orElse(0);
        equal = Arrays.stream(lengths).allMatch(length -> length == longest);
        padded = new int[count * longest];
        places = new int[Arrays.stream(lengths).sum()];
        boolean[][] there = new boolean[count][longest];
        int row = 0;
        for (int s = 0; s < count; s++) {
            for (int i = 0; i < lengths[s]; i++) {
                there[s][i] = true;
                padded[s * longest + i] = row;
                places[row++] = s * longest + i;
            }
        }
        mask = AttentionMask.full().padded(there);
    }

    /** Stretches of these lengths. */
    public static Segments of(List<Integer> lengths) {
        return new Segments(lengths.stream().mapToInt(Integer::intValue).toArray());
    }

    /** Attention within each: {@code q}, {@code k}, {@code v} and result {@code [1, N, H, D]}. */
    Var attend(Tape tape, Var q, Var k, Var v) {
        Var a = Attention.scaled(tape, apart(tape, q), apart(tape, k), apart(tape, v), mask); // [S, L, H, D]
        int heads = q.shape().dim(2);
        int size = q.shape().dim(3);
        if (equal) return a.reshape(1, places.length, heads, size);
        return Rows.gather(tape, a.reshape(padded.length, heads * size), places).reshape(1, places.length, heads, size);
    }

    /** {@code [1, N, H, D]} to {@code [S, L, H, D]}. What stands at padding is attended by none and read by none. */
    private Var apart(Tape tape, Var x) {
        int heads = x.shape().dim(2);
        int size = x.shape().dim(3);
        if (equal) return x.reshape(count, longest, heads, size);
        return Rows.gather(tape, x.reshape(places.length, heads * size), padded).reshape(count, longest, heads, size);
    }
}
