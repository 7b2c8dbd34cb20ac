package io.github.fttp.core.method;

import io.github.fttp.core.Check;
import io.github.fttp.core.autograd.SquaredErrors;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.tensor.Tensor;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Representation misdirection (RMU, Li et al. 2024), on the states {@code h} that one block gives at labels: {@code F = mean
 * (h - steering u)^2} on forget data, {@code R = mean (h - h_0)^2} on retain data, {@code h_0} the base model's. Means are
 * over the values of a state, then over a sample's labels, then over samples. {@code u} is uniform in {@code [0, 1)}, divided
 * by its norm, and the same throughout a run. What trains is the trainee's.
 *
 * <p>Source: open-unlearning, {@code rmu.py} with the EMBED_DIFF retain loss.
 *
 * @param block whose output is looked at, from 0
 * @param steering at least 0, the length that states are to have
 * @param forget at least 0
 * @param retain at least 0, 0 for none
 * @param seed of u
 */
public record Rmu(int block, float steering, float forget, float retain, long seed) implements ForgetRetainMethod {
    public Rmu {
        Check.atLeast(0, block, "block");
        Check.finiteAtLeast(0, steering, "c (length of the control vector)");
        ForgetRetainMethod.requireWeights(forget, retain);
    }

    /** As in open-unlearning's configuration: block 7, c 2, weights 1 and 1; WMDP's own c is 20 to 300 by model. */
    public static Rmu defaults() {
        return new Rmu(7, 2, 1, 1, 0);
    }

    @Override
    public String name() {
        return "RMU";
    }

    @Override
    public Set<Need> forgetNeeds() {
        return Set.of(Need.LABEL_TOKENS);
    }

    @Override
    public Set<Need> retainNeeds() {
        return Set.of(Need.RETAIN_DATA, Need.BASE_MODEL, Need.LABEL_TOKENS);
    }

    @Override
    public Var forgetLoss(Terms terms) {
        TokenElements tokens = terms.forget().tokens();
        Var states = tokens.pass().states(block);
        try (Tensor control = terms.tape().engine().pool().draw(states.shape())) {
            float[] u = control(states.shape().dim(1));
            for (int i = 0; i < states.shape().dim(0); i++) control.write((long) i * u.length, u, 0, u.length);
            return distance(terms, tokens, states, control);
        }
    }

    @Override
    public Var retainLoss(Terms terms) {
        TokenElements tokens = terms.retain().tokens();
        return distance(terms, tokens, tokens.pass().states(block), tokens.base(pass -> pass.states(block)));
    }

    private Var distance(Terms terms, TokenElements tokens, Var states, Tensor target) {
        int width = states.shape().dim(1);
        double others = (double) terms.samples(tokens) * width;
        float[] means = tokens.withinSequence(tokens.ones());
        float[] weights = new float[means.length * width];
        for (int i = 0; i < weights.length; i++) weights[i] = (float) (means[i / width] / others);
        return SquaredErrors.of(terms.tape(), states, target).weighted(weights);
    }

    private float[] control(int width) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] drawn = random.doubles(width).toArray();
        double squares = 0;
        for (double each : drawn) squares += each * each;
        float[] control = new float[width];
        for (int i = 0; i < width; i++) control[i] = (float) (steering * drawn[i] / Math.sqrt(squares));
        return control;
    }
}
