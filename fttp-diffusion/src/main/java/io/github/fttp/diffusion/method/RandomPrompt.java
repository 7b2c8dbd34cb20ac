package io.github.fttp.diffusion.method;

import io.github.fttp.core.method.MethodEntry;
import io.github.fttp.core.method.Modality;
import io.github.fttp.core.method.Setting;
import java.util.List;
import java.util.Set;

/**
 * Random label for images: {@code mean (U(x_t, t, c) - sg U(x_t, t, c'))^2 + retain * mean l_retain}. The model shall say
 * under the concept's prompt {@code c} what it says itself under another, {@code c'}, of the same noisy image.
 *
 * <p>Source: SalUn, {@code SD/train-scripts/random_label.py}; there {@code c'} is the prompt of the next class, and {@code
 * x_t} under {@code c'} comes from a second sample of the encoder, here from the same one.
 *
 * @param retain at least 0; 0.5 there (alpha)
 * @see <a href="https://arxiv.org/abs/2310.12508">SalUn</a>
 */
public record RandomPrompt(float retain) implements TargetedMethod {
    /** SalUn's too. */
    static final Setting<Float> WEIGHT = RETAIN.standard(0.5f, "SalUn's authors");

    /** As {@link io.github.fttp.core.method.Methods} lists it. */
    public static final MethodEntry<RandomPrompt> ENTRY = new MethodEntry<>(
            "random-label",
            "Under the concept's prompt the model shall predict what it predicts under another.",
            "Fan et al. 2024 (SalUn), random_label.py",
            Set.of(Modality.IMAGE),
            List.of(WEIGHT),
            values -> new RandomPrompt(values.get(WEIGHT)));

    public RandomPrompt {
        WEIGHT.check(retain);
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
