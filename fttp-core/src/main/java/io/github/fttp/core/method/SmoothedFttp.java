package io.github.fttp.core.method;

import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.util.List;
import java.util.Set;

/**
 * {@link Fttp} in the label smoother of Hugging Face's trainer, as a variant in the authors' code has it: {@code (1 - smoothing)
 * mean w_t l_t + smoothing mean_t mean_v (-log p_t(v))}, {@code w_t = -alpha m_t + beta (1 - m_t)}. The smoothing part pulls every
 * token's distribution to the uniform one, the concept's too.
 *
 * <p>The loss that is reported lacks {@code smoothing log V}, a constant, so that it is least where the smoothing part has done
 * all it can. Source: the authors' {@code llava_trainer.py}, where it is commented out.
 *
 * @param alpha at least 0, the pull away from the concept; 1 there
 * @param beta at least 0, the pull towards the rest; 1 there
 * @param smoothing in {@code [0, 1)}; 0.1 there, with 0 it is {@link Fttp}
 */
public record SmoothedFttp(float alpha, float beta, float smoothing) implements TrainingMethod {
    private static final Setting<Float> SMOOTHING = Setting.between(
                    0, 1, "smoothing", "share of the pull to uniform words")
            .standard(0.1f, "the authors");

    /** As {@link Methods} lists it. */
    public static final MethodEntry<SmoothedFttp> ENTRY = new MethodEntry<>(
            "fttp-smoothed",
            "FTTP within a label smoother, which pulls each token to the uniform distribution.",
            "Forget the Token and Pixel, a variant in llava_trainer.py",
            Set.of(Modality.TEXT),
            List.of(Fttp.ALPHA, Fttp.BETA, SMOOTHING),
            values -> new SmoothedFttp(values.get(Fttp.ALPHA), values.get(Fttp.BETA), values.get(SMOOTHING)));

    public SmoothedFttp {
        Fttp.ALPHA.check(alpha);
        Fttp.BETA.check(beta);
        SMOOTHING.check(smoothing);
    }

    @Override
    public String name() {
        return "smoothed FTTP";
    }

    @Override
    public Set<Need> needs() {
        return Set.of(Need.CONCEPT_MASK, Need.LABEL_TOKENS);
    }

    @Override
    public boolean ascends() {
        return alpha > 0;
    }

    @Override
    public Var loss(Terms terms) {
        TokenElements tokens = TokenElements.of(terms.forget());
        Shape shape = tokens.pass().logits().shape(); // [N, V]
        Tensor uniform = terms.tape().draw(shape).set(new float[Math.toIntExact(shape.size())]);
        // KL(uniform || p) = mean_v (-log p(v)) - log V
        return terms.sum(
                terms.weighted(
                        tokens, (concept, probability) -> (1 - smoothing) * (-alpha * concept + beta * (1 - concept))),
                tokens.divergenceFrom(uniform, terms.weights(tokens, (concept, probability) -> smoothing)));
    }
}
