package io.github.fttp.core.method;

import io.github.fttp.core.autograd.SquaredErrors;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.tensor.Tensor;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Representation misdirection (RMU, Li et al. 2024), on the states {@code h} that one block gives at labels: {@code F = mean
 * (h - length u)^2} on forget data, {@code R = mean (h - h_0)^2} on retain data, {@code h_0} the base model's. Means are
 * over the values of a state, then over a sample's labels, then over samples. {@code u} is uniform in {@code [0, 1)}, divided
 * by its norm, and the same throughout a run. What trains is the trainable's.
 *
 * <p>Source: open-unlearning, {@code rmu.py} with the EMBED_DIFF retain loss.
 *
 * @param alpha at least 0
 * @param depth in {@code [0, 1)}: of {@code n} blocks the output of {@code floor(depth n)} is looked at, counted from 0; block
 *     7 of 32 there
 * @param length at least 0, the length that states are to have; 2 there (steering coefficient), 20 to 300 in WMDP by model
 * @param retain at least 0, 0 for none
 * @param seed of u
 */
public record Rmu(float alpha, float depth, float length, float retain, long seed) implements ForgetRetainMethod {
    private static final String SOURCE = "open-unlearning";
    private static final Setting<Float> DEPTH = Setting.between(
                    0, 1, "depth", "of the block that is looked at, as a share of all blocks")
            .standard(7 / 32f, SOURCE + ", block 7 of 32");
    private static final Setting<Float> LENGTH =
            Setting.atLeast(0, "length", "that states are to have").standard(2f, SOURCE);
    private static final Setting<Long> SEED =
            Setting.whole(0, "seed", "of the direction that states are to have").standard(0L, "ours");

    /** As {@link Methods} lists it. */
    public static final MethodEntry<Rmu> ENTRY = new MethodEntry<>(
            "rmu",
            "States inside the model turn to a random direction on forget data, and stay on retain data.",
            "Li et al. 2024; open-unlearning, rmu.py",
            Set.of(Modality.TEXT),
            List.of(ALPHA, DEPTH, LENGTH, RETAIN, SEED),
            values -> new Rmu(
                    values.get(ALPHA), values.get(DEPTH), values.get(LENGTH), values.get(RETAIN), values.get(SEED)));

    public Rmu {
        DEPTH.check(depth);
        LENGTH.check(length);
        ForgetRetainMethod.requireWeights(alpha, retain);
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
        TokenElements tokens = TokenElements.of(terms.forget());
        Var states = states(tokens.pass());
        try (Tensor control = terms.tape().engine().pool().draw(states.shape())) {
            float[] u = control(states.shape().dim(1));
            for (int i = 0; i < states.shape().dim(0); i++) control.write((long) i * u.length, u, 0, u.length);
            return distance(terms, tokens, states, control);
        }
    }

    @Override
    public Var retainLoss(Terms terms) {
        TokenElements tokens = TokenElements.of(terms.retain());
        return distance(terms, tokens, states(tokens.pass()), tokens.base(this::states));
    }

    private Var states(TokenElements.Pass pass) {
        return pass.states((int) (depth * pass.blocks()));
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
        for (int i = 0; i < width; i++) control[i] = (float) (length * drawn[i] / Math.sqrt(squares));
        return control;
    }
}
