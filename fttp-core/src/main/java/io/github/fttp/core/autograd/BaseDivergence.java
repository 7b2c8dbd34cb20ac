package io.github.fttp.core.autograd;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;

/** {@code KL(p0 || p) = sum_v p0_v log(p0_v / p_v)} of each row, from a base model's distribution to the one that trains. By {@link TokenLosses#klTo}. */
public final class BaseDivergence {
    private final Tape tape;
    private final Tensor base;
    private final Var logits;
    private final float[] kl;

    BaseDivergence(Tape tape, Tensor base, Var logits) {
        if (!base.shape().equals(logits.shape())) {
            throw new IllegalArgumentException(
                    "base logits of shape " + base.shape() + " for logits of shape " + logits.shape());
        }
        this.tape = tape;
        this.base = base;
        this.logits = logits;
        Engine engine = tape.engine();
        try (Tensor rows = engine.pool().draw(Shape.of(logits.shape().dim(0)))) {
            engine.klDivergence(base, logits.value(), rows);
            this.kl = rows.toArray();
        }
    }

    /** {@code sum_i weights_i kl_i}, one value; weights as in {@link TokenLosses#weighted}. */
    public Var weighted(float... weights) {
        Engine engine = tape.engine();
        return TokenLosses.weightedSum(
                tape,
                kl,
                weights,
                logits,
                scaled ->
                        (dlogits, write) -> engine.klDivergenceBackward(base, logits.value(), scaled, dlogits, write));
    }
}
