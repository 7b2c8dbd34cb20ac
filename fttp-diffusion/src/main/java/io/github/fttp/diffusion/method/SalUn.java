package io.github.fttp.diffusion.method;

import io.github.fttp.core.method.MethodEntry;
import io.github.fttp.core.method.Modality;
import io.github.fttp.core.method.Need;
import io.github.fttp.core.method.Passes;
import io.github.fttp.core.method.SelectiveMethod;
import io.github.fttp.core.method.Setting;
import io.github.fttp.core.method.WeightMask;
import java.util.List;
import java.util.Set;

/**
 * SalUn: {@link RandomPrompt}, of which, with an optimiser that decays no weights, only those change that a saliency mask
 * allows: those that matter most to the forget data, see {@link GuidedAscent}.
 *
 * <p>Source: SalUn, {@code SD/train-scripts/random_label.py} with a mask of {@code generate_mask.py}.
 *
 * @param retain at least 0; 0.5 there (alpha)
 * @param share in {@code [0, 1)}, of all weights that train; 0.5 there
 * @param guidance at least 0, of the prediction whose error the weights matter to; 7.5 there
 * @see <a href="https://arxiv.org/abs/2310.12508">SalUn</a>
 */
public record SalUn(float retain, float share, float guidance) implements TargetedMethod, SelectiveMethod {
    private static final String AUTHORS = "the authors";
    private static final Setting<Float> SHARE =
            Setting.between(0, 1, "share", "of the weights that may change").standard(0.5f, AUTHORS);
    private static final Setting<Float> GUIDANCE = Setting.atLeast(
                    0, "guidance", "of the prediction by whose error weights are chosen")
            .standard(7.5f, AUTHORS);

    /** As {@link io.github.fttp.core.method.Methods} lists it. */
    public static final MethodEntry<SalUn> ENTRY = new MethodEntry<>(
            "salun",
            "Random label that changes only the weights that matter most to the forget data.",
            "Fan et al. 2024, random_label.py with generate_mask.py",
            Set.of(Modality.IMAGE),
            List.of(RandomPrompt.WEIGHT, SHARE, GUIDANCE),
            values -> new SalUn(values.get(RandomPrompt.WEIGHT), values.get(SHARE), values.get(GUIDANCE)));

    public SalUn {
        RandomPrompt.WEIGHT.check(retain);
        SHARE.check(share);
        GUIDANCE.check(guidance);
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
        needs.addAll(new GuidedAscent(guidance).needs());
        return needs;
    }

    @Override
    public WeightMask choose(Passes passes) {
        passes.gradients(Passes.Data.FORGET, new GuidedAscent(guidance), () -> {});
        return WeightMask.largest(passes.weights(), share);
    }
}
