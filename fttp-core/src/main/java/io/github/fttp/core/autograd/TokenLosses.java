package io.github.fttp.core.autograd;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;

/**
 * The loss of each label under its row of logits, to be looked at before weights are chosen, and then their weighted sum.
 *
 * <pre>{@code
 * TokenLosses losses = TokenLosses.of(tape, logits, labels);
 * Var loss = losses.weighted(weights(losses.nll()));     // a weight may be negative, which is ascent
 * tape.backward(loss);
 * }</pre>
 */
public final class TokenLosses {
    private final Tape tape;
    private final Var logits;
    private final int[] labels;
    private final float[] nll;

    private TokenLosses(Tape tape, Var logits, int[] labels) {
        this.tape = tape;
        this.logits = logits;
        this.labels = labels.clone();
        this.nll = new float[labels.length];
        Engine engine = tape.engine();
        int n = labels.length;
        // One tensor, since reading waits for a GPU: the rows' normalisers and then the labels' logits.
        try (Tensor both = engine.pool().draw(Shape.of(2, n))) {
            engine.logSumExp(logits.value(), both.get(0));
            Rows.pick(engine, logits.value(), labels, both.get(1));
            float[] values = both.toArray();
            for (int i = 0; i < n; i++) nll[i] = (float) ((double) values[i] - values[n + i]);
        }
    }

    /**
     * @param logits {@code [N, V]}, rows where a label counts and no others: each costs {@code V} exponentials
     * @param labels {@code N}, each in {@code [0, V)}
     * @throws IllegalArgumentException if a label is outside of the vocabulary or there are not as many as rows
     */
    public static TokenLosses of(Tape tape, Var logits, int... labels) {
        Shape shape = logits.shape();
        if (shape.rank() != 2 || shape.dim(0) != labels.length) {
            throw new IllegalArgumentException(labels.length + " labels for logits of shape " + shape);
        }
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0 || labels[i] >= shape.dim(1)) {
                throw new IllegalArgumentException(
                        "label " + i + " is " + labels[i] + ", the vocabulary has " + shape.dim(1) + " entries");
            }
        }
        return new TokenLosses(tape, logits, labels);
    }

    /** {@code -log p(label)} of each row. */
    public float[] nll() {
        return nll.clone();
    }

    /** The model's probability for the label of row {@code i}. */
    public float probability(int i) {
        return (float) Math.exp(-(double) nll[i]);
    }

    /**
     * {@code sum_i weights_i nll_i}, one value. May be called several times, for several terms of a loss.
     *
     * @param weights one a row, of any sign; those of weight 0 get no gradient
     */
    public Var weighted(float... weights) {
        Engine engine = tape.engine();
        return weightedSum(
                tape,
                nll,
                weights,
                logits,
                scaled -> (dlogits, write) ->
                        engine.crossEntropyBackward(logits.value(), labels, scaled, dlogits, write));
    }

    /** {@link #nll} as a vector {@code [N]} to compute with: for losses that are no weighted sum. May be called again. */
    public Var vector() {
        Engine engine = tape.engine();
        Tensor y = tape.draw(Shape.of(nll.length)).set(nll);
        return tape.record(
                y,
                dy -> logits.contribute((dlogits, write) ->
                        engine.crossEntropyBackward(logits.value(), labels, dy.toArray(), dlogits, write)),
                logits);
    }

    /**
     * How far the distribution of each row has moved from another model's.
     *
     * @param base the other model's logits, {@code [N, V]}; the caller's, to be kept until the backward pass is done
     */
    public BaseDivergence klTo(Tensor base) {
        return new BaseDivergence(tape, base, logits);
    }

    /** From weights that hold the gradient of the sum already. */
    interface RowBackward {
        Contribution with(float[] weights);
    }

    static Var weightedSum(Tape tape, float[] losses, float[] weights, Var input, RowBackward backward) {
        if (weights.length != losses.length) {
            throw new IllegalArgumentException(weights.length + " weights for " + losses.length + " losses");
        }
        double sum = 0;
        // Not 0 * infinity: what has no weight has no say.
        for (int i = 0; i < losses.length; i++) if (weights[i] != 0) sum += (double) weights[i] * losses[i];
        float[] chosen = weights.clone();
        Tensor y = tape.draw(Shape.of()).set((float) sum);
        return tape.record(
                y,
                dy -> {
                    float factor = dy.scalar();
                    float[] scaled = new float[chosen.length];
                    for (int i = 0; i < scaled.length; i++) scaled[i] = factor * chosen[i];
                    input.contribute(backward.with(scaled));
                },
                input);
    }
}
