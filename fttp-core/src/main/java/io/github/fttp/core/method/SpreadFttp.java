package io.github.fttp.core.method;

import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.tensor.Tensor;
import java.util.List;
import java.util.Set;

/**
 * {@link Fttp} that ends where the name is gone: on the concept's labels the model learns what it would say itself if it
 * could not say them, on all others it stays as it was. {@code alpha m_i KL(q_i || p_i) + beta (1 - m_i) KL(p0_i || p_i)},
 * summed and divided by the number of labels, with
 *
 * <pre>{@code
 * q_i(v) = 0                              for v = y_i
 *        = p0_i(v)^(1 / temperature) / Z  for all others
 * }</pre>
 *
 * <p>At temperature 1, {@code q} is the distribution nearest to the base model's that cannot say the label. Unlike ascent
 * this has an end, and fades on each label as that is forgotten, so that what is gone already does not use up a step; it
 * pushes from the first step on, where the gradient of ascent on a label that is nearly certain is near to 0. A temperature
 * above 1 spreads what the label leaves over more words, so that no single one takes its place. It takes no data but what
 * is to be forgotten. Not in the paper; lowering the labels of the base model is {@link Undial}'s idea, which lowers all of
 * them by so much.
 *
 * @param alpha at least 0, the pull away from the concept
 * @param beta at least 0, the pull back to the base model
 * @param temperature above 0, how evenly the other words share what the label had
 */
public record SpreadFttp(float alpha, float beta, float temperature) implements TrainingMethod {
    private static final Setting<Float> TEMPERATURE = Setting.above(
                    0, "temperature", "how evenly other words share what the label had")
            .standard(1f, "ours");

    /** As {@link Methods} lists it. */
    public static final MethodEntry<SpreadFttp> ENTRY = new MethodEntry<>(
            "fttp-spread",
            "The concept's words give way to what the base model would say instead; the others stay as they were.",
            "ours, after Forget the Token and Pixel",
            Set.of(Modality.TEXT),
            List.of(Fttp.ALPHA, Fttp.BETA, TEMPERATURE),
            values -> new SpreadFttp(values.get(Fttp.ALPHA), values.get(Fttp.BETA), values.get(TEMPERATURE)));

    public SpreadFttp {
        Fttp.ALPHA.check(alpha);
        Fttp.BETA.check(beta);
        TEMPERATURE.check(temperature);
    }

    @Override
    public String name() {
        return "spread FTTP";
    }

    @Override
    public Set<Need> needs() {
        return Set.of(Need.CONCEPT_MASK, Need.BASE_MODEL, Need.LABEL_TOKENS);
    }

    @Override
    public boolean ascends() {
        return alpha > 0;
    }

    @Override
    public Var loss(Terms terms) {
        TokenElements tokens = TokenElements.of(terms.forget());
        Tensor base = tokens.base(TokenElements.Pass::logits);
        Tensor spread = terms.tape().draw(base.shape()).set(spread(base, tokens.labels()));
        return terms.sum(
                tokens.divergenceFrom(spread, terms.weights(tokens, (concept, probability) -> alpha * concept)),
                tokens.divergenceFrom(base, terms.weights(tokens, (concept, probability) -> beta * (1 - concept))));
    }

    /** {@code log q}, but for what is constant in a row. */
    private float[] spread(Tensor base, int... labels) {
        float[] logits = base.toArray();
        int words = base.shape().dim(1);
        for (int i = 0; i < logits.length; i++) logits[i] /= temperature;
        for (int i = 0; i < labels.length; i++) logits[i * words + labels[i]] -= Siu.NEVER;
        return logits;
    }
}
