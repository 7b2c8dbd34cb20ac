package io.github.fttp.diffusion.method;

import io.github.fttp.core.Check;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.method.Need;
import io.github.fttp.core.method.Terms;
import io.github.fttp.core.method.TrainingMethod;
import java.util.Set;

/**
 * Ascent on the error of a guided prediction: {@code -mean (eps - ((1 + s) U(x_t, t, c) - s U(x_t, t, none)))^2} with {@code
 * s} the guidance. It is the loss whose gradient SalUn's saliency mask is made of.
 *
 * <p>Source: SalUn, {@code SD/train-scripts/generate_mask.py}.
 *
 * @param guidance finite and at least 0; 7.5 there
 */
public record GuidedAscent(float guidance) implements TrainingMethod {
    public GuidedAscent {
        Check.finiteAtLeast(0, guidance, "guidance");
    }

    @Override
    public String name() {
        return "GA with guidance";
    }

    @Override
    public Set<Need> needs() {
        return Set.of(Need.EMPTY_PROMPT);
    }

    @Override
    public Var loss(Terms terms) {
        DenoisedElements forget = DenoisedElements.of(terms.forget());
        return forget.guided(guidance, terms.weights(forget, (concept, probability) -> -1));
    }
}
