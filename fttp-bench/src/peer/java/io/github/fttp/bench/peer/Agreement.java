package io.github.fttp.bench.peer;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Tensor;

/** Holds that both sides compute the same before either is timed. */
final class Agreement {
    private Agreement() {}

    /** Values within {@code tolerance} of the largest. */
    static void require(String what, io.github.fttp.core.tensor.Tensor ours, Tensor theirs, double tolerance) {
        float[] mine = ours.toArray();
        float[] other = new float[mine.length];
        new FloatPointer(theirs.contiguous().data_ptr_float()).get(other);
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

    /** Two losses within {@code tolerance} of their size. */
    static void require(String what, double ours, double theirs, double tolerance) {
        if (!(Math.abs(ours - theirs) <= tolerance * Math.abs(theirs))) {
            throw new IllegalStateException(what + " is " + ours + ", libtorch's is " + theirs);
        }
    }
}
