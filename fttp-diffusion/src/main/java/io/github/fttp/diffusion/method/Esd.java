package io.github.fttp.diffusion.method;

import io.github.fttp.core.method.MethodEntry;
import io.github.fttp.core.method.Modality;
import io.github.fttp.core.method.Need;
import io.github.fttp.core.method.Setting;
import io.github.fttp.diffusion.unet.UNetPart;
import java.util.List;
import java.util.Set;

/**
 * Erased Stable Diffusion: {@code mean (U(x_t, t, c) - sg (U_0(x_t, t, c) - alpha (U_0(x_t, t, c) - U_0(x_t, t, none))))^2}.
 * The base model's guidance is turned round, so that the prompt leads away from the concept. {@code U_0} is the base model,
 * {@code x_t} comes from its own sampler; no images are needed. ESD-x trains the attention to words, ESD-u all linear and
 * convolution layers but those.
 *
 * <p>Source: erasing, {@code esd_sd.py}, without its option to erase from another prompt than the concept's.
 *
 * @param alpha finite and at least 0; 2 there, which is the paper's eta of 1: the paper measures from the empty prompt, so that alpha
 *     is eta + 1, and 1 no negative guidance at all
 * @param part what it is made for
 * @see <a href="https://arxiv.org/abs/2303.07345">Erasing Concepts from Diffusion Models</a>
 */
public record Esd(float alpha, UNetPart part) implements TargetedMethod, UNetMethod {
    private static final Setting<Float> ALPHA = Setting.atLeast(
                    0, "alpha", "how far the prompt leads away from the concept")
            .standard(2f, "the authors");

    /** As {@link io.github.fttp.core.method.Methods} lists it for the attention to words. */
    public static final MethodEntry<Esd> ESD_X = entry("esd-x", "the attention to words", UNetPart.CROSS_ATTENTION);

    /** The method for all linear and convolution layers but those. */
    public static final MethodEntry<Esd> ESD_U = entry("esd-u", "everything but that", UNetPart.UNCONDITIONAL);

    private static MethodEntry<Esd> entry(String name, String what, UNetPart part) {
        return new MethodEntry<>(
                name,
                "The concept's prompt leads away from it, in " + what + "; the model draws what it trains on.",
                "Gandikota et al. 2023; erasing, esd_sd.py",
                Set.of(Modality.IMAGE),
                List.of(ALPHA),
                values -> new Esd(values.get(ALPHA), part));
    }

    public Esd {
        ALPHA.check(alpha);
    }

    @Override
    public String name() {
        return "ESD";
    }

    @Override
    public Set<Need> needs() {
        Set<Need> needs = TargetedMethod.super.needs();
        needs.add(Need.OWN_SAMPLES);
        return needs;
    }

    @Override
    public Target target() {
        return Target.of(Target.By.BASE, Target.Prompt.OWN)
                .plus(-alpha, Target.By.BASE, Target.Prompt.OWN)
                .plus(alpha, Target.By.BASE, Target.Prompt.EMPTY);
    }

    @Override
    public float retain() {
        return 0;
    }
}
