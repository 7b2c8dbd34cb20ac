package io.github.fttp.core.method;

import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.tensor.Tensor;
import java.util.List;
import java.util.Set;

/**
 * UNDIAL (Dong et al. 2024): the model learns from the base model, whose logit of each label is lowered: {@code F = mean
 * KL(q_i || p_i)}, {@code q_i = softmax(z0_i - lowering onehot(y_i))}.
 *
 * <p>Source: open-unlearning, {@code compute_undial_loss}, which has the cross-entropy of {@code q} and {@code p}: greater by
 * q's entropy, a constant, so that the gradients are the same. It averages over prompt and padding too; here the mean is over
 * labels.
 *
 * @param alpha at least 0
 * @param lowering at least 0, how far a label's logit is lowered; 10 there (beta)
 * @param retain at least 0, 0 for none
 */
public record Undial(float alpha, float lowering, float retain) implements ForgetRetainMethod {
    private static final String SOURCE = "open-unlearning";
    private static final Setting<Float> LOWERING = Setting.atLeast(
                    0, "lowering", "what the base model's logit of a label is lowered by")
            .standard(10f, SOURCE);
    private static final Setting<Float> KEPT = RETAIN.standard(0f, SOURCE);

    /** As {@link Methods} lists it. */
    public static final MethodEntry<Undial> ENTRY = new MethodEntry<>(
            "undial",
            "The model learns from its base model, whose logits of the labels are lowered.",
            "Dong et al. 2024; open-unlearning, compute_undial_loss",
            Set.of(Modality.TEXT),
            List.of(ALPHA, LOWERING, KEPT),
            values -> new Undial(values.get(ALPHA), values.get(LOWERING), values.get(KEPT)));

    public Undial {
        LOWERING.check(lowering);
        ForgetRetainMethod.requireWeights(alpha, retain);
    }

    @Override
    public String name() {
        return "UNDIAL";
    }

    @Override
    public Set<Need> forgetNeeds() {
        return Set.of(Need.BASE_MODEL, Need.LABEL_TOKENS);
    }

    @Override
    public Var forgetLoss(Terms terms) {
        TokenElements tokens = TokenElements.of(terms.forget());
        int[] labels = tokens.labels();
        Tensor target = tokens.base(TokenElements.Pass::logits);
        float[] logit = new float[1];
        for (int i = 0; i < labels.length; i++) {
            long at = (long) i * target.shape().dim(1) + labels[i];
            target.read(at, logit, 0, 1);
            logit[0] -= lowering;
            target.write(at, logit, 0, 1);
        }
        return tokens.divergenceFrom(target, terms.weights(tokens, (concept, probability) -> 1));
    }
}
