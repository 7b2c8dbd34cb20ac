package io.github.fttp.core.method;

import io.github.fttp.core.Check;

/**
 * Random label for pictures: {@code mean (U(x_t, t, c) - sg U(x_t, t, c'))^2 + keep * mean l_retain}. The model shall say
 * under the concept's prompt {@code c} what it says itself under another, {@code c'}, of the same noisy picture.
 *
 * <p>Source: SalUn, {@code SD/train-scripts/random_label.py}; there {@code c'} is the prompt of the next class, and {@code
 * x_t} under {@code c'} comes from a second sample of the encoder, here from the same one.
 *
 * @param keep at least 0; 0.5 there (alpha)
 * @see <a href="https://arxiv.org/abs/2310.12508">SalUn</a>
 */
public record RandomPrompt(float keep) implements TargetedMethod {
    public RandomPrompt {
        Check.finiteAtLeast(0, keep, "share of retain data");
    }

    @Override
    public String name() {
        return "random label";
    }

    @Override
    public Target target() {
        return Target.of(Target.By.MODEL, Target.Prompt.ANCHOR);
    }
}
