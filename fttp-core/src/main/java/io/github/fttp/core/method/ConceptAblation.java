package io.github.fttp.core.method;

import io.github.fttp.core.Check;

/**
 * Concept ablation, model-based: {@code mean (U(x_t, t, c) - sg U(x_t, t, c'))^2 + keep * mean l_retain}. The concept's
 * prompt {@code c} is brought to mean what an anchor's {@code c'} means ("Grumpy cat" to "cat"): the loss of {@link
 * RandomPrompt}, but the forget data are pictures of the anchor under prompts of the concept, the retain data pictures of the
 * anchor under its own prompts. The noise-based form is {@link GradientDescent} on the same forget data.
 *
 * <p>Source: concept-ablation, {@code diffusers/train.py}, which trains keys and values of the attention to words; there a
 * mask leaves out what augmentation put beside a picture, here pictures are not augmented.
 *
 * @param keep at least 0; 1 there where it is used (prior loss weight)
 * @see <a href="https://arxiv.org/abs/2303.13516">Ablating Concepts in Text-to-Image Diffusion Models</a>
 */
public record ConceptAblation(float keep) implements TargetedMethod {
    public ConceptAblation {
        Check.finiteAtLeast(0, keep, "share of retain data");
    }

    @Override
    public String name() {
        return "concept ablation";
    }

    @Override
    public Target target() {
        return Target.of(Target.By.MODEL, Target.Prompt.ANCHOR);
    }
}
