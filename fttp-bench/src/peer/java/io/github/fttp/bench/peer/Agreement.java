package io.github.fttp.bench.peer;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Tensor;

/** Holds that both sides compute the same before either is timed. */
final class Agreement {
    private Agreement() {}

    /** Values within {@code tolerance} of the largest. */
    static void require(String what, io.github.fttp.core.tensor.Tensor ours, Tensor theirs, double tolerance) {
        float[] mine = ours.toArray();
        float[] other = values(theirs);
        double largest = 0;
        double apart = 0;
        for (int i = 0; i < mine.length; i++) {
            largest = Math.max(largest, Math.abs(other[i]));
            apart = Math.max(apart, Math.abs((double) mine[i] - other[i]));
        }
        if (!(apart <= tolerance * largest)) {
            throw new IllegalStateException(what + " differs from libtorch's by " + apart + " of " + largest);
        }
    }

    /**
     * Compares what training moved: the distance of both moves within {@code tolerance} of theirs, both as Euclidean norms. Single
     * values may differ: Adam's first step is as long for a gradient of nothing but rounding as for any other.
     */
    static void requireMoves(
            String what, float[] before, io.github.fttp.core.tensor.Tensor ours, Tensor theirs, double tolerance) {
        float[] mine = ours.toArray();
        float[] other = values(theirs);
        double moved = 0;
        double apart = 0;
        for (int i = 0; i < before.length; i++) {
            moved += Math.pow((double) other[i] - before[i], 2);
            apart += Math.pow((double) mine[i] - other[i], 2);
        }
        if (!(Math.sqrt(apart) <= tolerance * Math.sqrt(moved))) {
            throw new IllegalStateException(
                    what + " moved away from libtorch's by " + Math.sqrt(apart) + " of " + Math.sqrt(moved));
        }
    }

    private static float[] values(Tensor theirs) {
        float[] values = new float[(int) theirs.numel()];
        Tensor dense = theirs.detach().contiguous();
        new FloatPointer(dense.data_ptr_float()).get(values);
        return values;
    }

    /** Two losses within {@code tolerance} of their size. */
    static void require(String what, double ours, double theirs, double tolerance) {
        if (!(Math.abs(ours - theirs) <= tolerance * Math.abs(theirs))) {
            throw new IllegalStateException(what + " is " + ours + ", libtorch's is " + theirs);
        }
    }
}
