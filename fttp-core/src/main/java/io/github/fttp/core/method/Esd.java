package io.github.fttp.core.method;

import io.github.fttp.core.Check;

/**
 * Erased Stable Diffusion: {@code mean (U(x_t, t, c) - sg (U_0(x_t, t, c) - eta (U_0(x_t, t, c) - U_0(x_t, t, none))))^2}.
 * The base model's guidance is turned round, so that the prompt leads away from the concept. {@code U_0} is the base model,
 * {@code x_t} comes from its own sampler; no pictures are needed. ESD-x trains the attention to words, ESD-u all linear and
 * convolution layers but those.
 *
 * <p>Source: erasing, {@code esd_sd.py}, without its option to erase from another prompt than the concept's.
 *
 * @param eta finite and at least 0; 2 there, 1 in the paper
 * @see <a href="https://arxiv.org/abs/2303.07345">Erasing Concepts from Diffusion Models</a>
 */
public record Esd(float eta) implements TargetedMethod {
    public Esd {
        Check.finiteAtLeast(0, eta, "eta");
    }

    @Override
    public String name() {
        return "ESD";
    }

    @Override
    public Target target() {
        return Target.of(Target.By.BASE, Target.Prompt.OWN)
                .plus(-eta, Target.By.BASE, Target.Prompt.OWN)
                .plus(eta, Target.By.BASE, Target.Prompt.EMPTY);
    }

    @Override
    public float keep() {
        return 0;
    }
}
