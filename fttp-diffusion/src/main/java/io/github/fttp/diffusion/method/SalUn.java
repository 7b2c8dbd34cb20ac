package io.github.fttp.diffusion.method;

import io.github.fttp.core.method.MethodEntry;
import io.github.fttp.core.method.Modality;
import io.github.fttp.core.method.Need;
import java.util.List;
import java.util.Set;

/**
 * SalUn: {@link RandomPrompt}, of which, with an optimiser that decays no weights, only those change that a saliency mask
 * allows: those that matter most to the forget data, see {@link GuidedAscent}.
 *
 * <p>Source: SalUn, {@code SD/train-scripts/random_label.py} with a mask of {@code generate_mask.py}.
 *
 * @param retain at least 0; 0.5 there (alpha)
 * @see <a href="https://arxiv.org/abs/2310.12508">SalUn</a>
 */
public record SalUn(float retain) implements TargetedMethod {
    /** As {@link io.github.fttp.core.method.Methods} lists it. */
    public static final MethodEntry<SalUn> ENTRY = new MethodEntry<>(
            "salun",
            "Random label that changes only the weights that matter most to the forget data.",
            "Fan et al. 2024, random_label.py with generate_mask.py",
            Set.of(Modality.IMAGE),
            List.of(RandomPrompt.WEIGHT),
            values -> new SalUn(values.get(RandomPrompt.WEIGHT)));

    public SalUn {
        RandomPrompt.WEIGHT.check(retain);
    }

    @Override
    public String name() {
        return "SalUn";
    }

    @Override
    public Target target() {
        return new RandomPrompt(retain).target();
    }

    @Override
    public Set<Need> needs() {
        Set<Need> needs = TargetedMethod.super.needs();
        needs.add(Need.SALIENCY_MASK);
        return needs;
    }
}
