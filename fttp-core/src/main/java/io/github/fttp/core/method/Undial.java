package io.github.fttp.core.method;

import io.github.fttp.core.Check;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.tensor.Tensor;
import java.util.Set;

/**
 * UNDIAL (Dong et al. 2024): the model learns from the base model, whose logit of each label is lowered: {@code F = mean
 * KL(q_i || p_i)}, {@code q_i = softmax(z0_i - beta onehot(y_i))}.
 *
 * <p>Source: open-unlearning, {@code compute_undial_loss}, which has the cross-entropy of {@code q} and {@code p}: greater by
 * q's entropy, a constant, so that the gradients are the same. It averages over prompt and padding too; here the mean is over
 * labels.
 *
 * @param beta at least 0, how far a label's logit is lowered
 * @param forget at least 0
 * @param retain at least 0, 0 for none
 */
public record Undial(float beta, float forget, float retain) implements ForgetRetainMethod {
    public Undial {
        Check.finiteAtLeast(0, beta, "beta (what a label's logit is lowered by)");
        ForgetRetainMethod.requireWeights(forget, retain);
    }

    /** As in open-unlearning: beta 10, no retain data. */
    public static Undial defaults() {
        return new Undial(10, 1, 0);
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
        TokenElements tokens = terms.forget().tokens();
        int[] labels = tokens.labels();
        Tensor target = tokens.base(TokenElements.Pass::logits);
        float[] logit = new float[1];
        for (int i = 0; i < labels.length; i++) {
            long at = (long) i * target.shape().dim(1) + labels[i];
            target.read(at, logit, 0, 1);
            logit[0] -= beta;
            target.write(at, logit, 0, 1);
        }
        return tokens.divergenceFrom(target, terms.weights(tokens, (concept, probability) -> 1));
    }
}
