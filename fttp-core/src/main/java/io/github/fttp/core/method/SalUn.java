package io.github.fttp.core.method;

import io.github.fttp.core.Check;
import java.util.Set;

/**
 * SalUn: {@link RandomPrompt}, of which, with an optimiser that decays no weights, only those change that a saliency mask lets
 * through: those that matter most to
 * the forget data, see {@link GuidedAscent}.
 *
 * <p>Source: SalUn, {@code SD/train-scripts/random_label.py} with a mask of {@code generate_mask.py}.
 *
 * @param keep at least 0; 0.5 there (alpha)
 * @see <a href="https://arxiv.org/abs/2310.12508">SalUn</a>
 */
public record SalUn(float keep) implements TargetedMethod {
    public SalUn {
        Check.finiteAtLeast(0, keep, "share of retain data");
    }

    @Override
    public String name() {
        return "SalUn";
    }

    @Override
    public Target target() {
        return new RandomPrompt(keep).target();
    }

    @Override
    public Set<Need> needs() {
        Set<Need> needs = TargetedMethod.super.needs();
        needs.add(Need.SALIENCY_MASK);
        return needs;
    }
}
