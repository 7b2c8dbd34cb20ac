package io.github.fttp.diffusion.method;

import io.github.fttp.core.method.MethodEntry;
import io.github.fttp.core.method.Modality;
import io.github.fttp.core.method.Setting;
import io.github.fttp.diffusion.unet.UNetPart;
import java.util.List;
import java.util.Set;

/**
 * Concept ablation, model-based: {@code mean (U(x_t, t, c) - sg U(x_t, t, c'))^2 + retain * mean l_retain}. The concept's
 * prompt {@code c} is brought to mean what an anchor's {@code c'} means ("Grumpy cat" to "cat"): the loss of {@link
 * RandomPrompt}, but the forget data are images of the anchor under prompts of the concept, the retain data images of the
 * anchor under its own prompts. The noise-based form is {@link io.github.fttp.core.method.GradientDescent} on the same forget
 * data.
 *
 * <p>Source: concept-ablation, {@code diffusers/train.py}, which trains keys and values of the attention to words; there a
 * mask leaves out what augmentation put beside an image, here images are not augmented.
 *
 * @param retain at least 0; 1 there where it is used (prior loss weight)
 * @see <a href="https://arxiv.org/abs/2303.13516">Ablating Concepts in Text-to-Image Diffusion Models</a>
 */
public record ConceptAblation(float retain) implements TargetedMethod, UNetMethod {
    private static final Setting<Float> WEIGHT = RETAIN.standard(1f, "the authors");

    /** As {@link io.github.fttp.core.method.Methods} lists it. */
    public static final MethodEntry<ConceptAblation> ENTRY = new MethodEntry<>(
            "concept-ablation",
            "The concept's prompt comes to mean what an anchor's means, on images of the anchor.",
            "Kumari et al. 2023; concept-ablation, diffusers/train.py",
            Set.of(Modality.IMAGE),
            List.of(WEIGHT),
            values -> new ConceptAblation(values.get(WEIGHT)));

    public ConceptAblation {
        WEIGHT.check(retain);
    }

    @Override
    public String name() {
        return "concept ablation";
    }

    @Override
    public Target target() {
        return Target.of(Target.By.MODEL, Target.Prompt.ANCHOR);
    }

    @Override
    public UNetPart part() {
        return UNetPart.WORD_KEYS_AND_VALUES;
    }
}
