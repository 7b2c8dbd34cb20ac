package io.github.fttp.mllm.method;

import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.method.ForgetRetainMethod;
import io.github.fttp.core.method.MethodEntry;
import io.github.fttp.core.method.Modality;
import io.github.fttp.core.method.Need;
import io.github.fttp.core.method.Setting;
import io.github.fttp.core.method.Terms;
import java.util.List;
import java.util.Set;

/**
 * SineProject: descent on other answers, {@code F = mean l_alternative}, and on retain data, in which the projector moves
 * by bounded offsets, {@code W + sin(D)}, beside low-rank adapters on the decoder (see
 * {@link io.github.fttp.core.nn.SineOffsets}); the image encoder stays. So images keep their places among words while
 * something is forgotten.
 *
 * <p>Source: the paper, of which no code was found. Any loss goes with its offsets; this is the one that does best there,
 * SafeEraser's preference optimisation, without its decoupling of prompts. Rates and the weight of retain data are not
 * told; its adapters have rank 32.
 *
 * @param alpha at least 0
 * @param retain at least 0, 0 for none
 * @see <a href="https://arxiv.org/abs/2511.18444">SineProject</a>
 */
public record SineProject(float alpha, float retain) implements ForgetRetainMethod {
    private static final Setting<Float> WEIGHT =
            Setting.atLeast(0, "alpha", "weight of other answers").standard(1f, "ours");
    private static final Setting<Float> KEPT = RETAIN.standard(1f, "ours");

    /** As {@link io.github.fttp.core.method.Methods} lists it. */
    public static final MethodEntry<SineProject> ENTRY = new MethodEntry<>(
            "sineproject",
            "Descent on other answers, in which the projector moves by bounded offsets beside adapters.",
            "Garg et al. 2026 (SineProject), the paper",
            Set.of(Modality.TEXT),
            List.of(WEIGHT, KEPT),
            values -> new SineProject(values.get(WEIGHT), values.get(KEPT)));

    public SineProject {
        ForgetRetainMethod.requireWeights(alpha, retain);
    }

    @Override
    public String name() {
        return "SineProject";
    }

    @Override
    public Set<Need> forgetNeeds() {
        return Set.of(Need.ALTERNATIVE_ANSWERS);
    }

    @Override
    public Var forgetLoss(Terms terms) {
        return terms.weighted(terms.alternative(), (concept, probability) -> 1);
    }
}
