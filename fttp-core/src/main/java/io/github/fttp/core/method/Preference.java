package io.github.fttp.core.method;

import io.github.fttp.core.autograd.Elementwise;
import io.github.fttp.core.autograd.Sums;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.TokenLosses;
import io.github.fttp.core.autograd.Var;

/** Losses that the methods that come from preference optimisation (Rafailov et al. 2023) share. */
final class Preference {
    private Preference() {}

    /**
     * {@code -(2 / beta) share sum_s log sigma(beta margin_s)}.
     *
     * @param margins {@code [S]}, large where it is as wished
     * @param share 1 over the number of margins in all batches of the step makes a mean
     */
    static Var loss(Tape tape, float beta, double share, Var margins) {
        Var sum = Sums.logSigmoid(tape, Elementwise.scale(tape, beta, margins));
        return Elementwise.scale(tape, (float) (-2 / beta * share), sum);
    }

    /** {@code sign (L - L_0)} of each sequence, {@code [S]}; {@code r} of the papers is {@code L_0 - L}. */
    static Var aboveBase(Tape tape, int sign, TokenElements elements) {
        float[] signs = elements.ones();
        for (int i = 0; i < signs.length; i++) signs[i] *= sign;
        int[] sequences = elements.sampleNumbers();
        int[] labels = elements.labels();
        float[] base = elements.base(pass ->
                        TokenLosses.of(pass.tape(), pass.logits(), labels).vector())
                .toArray();
        double[] offsets = new double[elements.samples()];
        for (int i = 0; i < base.length; i++) offsets[sequences[i]] -= (double) signs[i] * base[i];
        return Sums.segments(tape, elements.lossVector(), signs, sequences, offsets);
    }
}
