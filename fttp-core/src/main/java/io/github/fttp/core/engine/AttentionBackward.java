package io.github.fttp.core.engine;

import io.github.fttp.core.tensor.Tensor;

/** The way back of one call of attention, with what was kept on its way. */
@FunctionalInterface
public interface AttentionBackward {
    /** As {@link AttentionKernels#attentionBackward}. */
    void run(Tensor dy, Tensor dq, Tensor dk, Tensor dv);
}
