package io.github.fttp.diffusion.method;

import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.method.MethodEntry;
import io.github.fttp.core.method.Modality;
import io.github.fttp.core.method.Need;
import io.github.fttp.core.method.NullSpace;
import io.github.fttp.core.method.Setting;
import io.github.fttp.core.method.Terms;
import io.github.fttp.core.method.TrainingMethod;
import io.github.fttp.diffusion.unet.UNetPart;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * FTTP with {@link Esd}'s target in place of ascent: under the mask the base model's guidance is turned round, outside the
 * prediction stays the base model's. {@code alpha m_i (u_i - e_i)^2 + beta (1 - m_i) (u_i - U_0(x_t, t, c)_i)^2}, summed
 * and divided by the number of values, with
 *
 * <pre>{@code e = U_0(x_t, t, c) - away (U_0(x_t, t, c) - U_0(x_t, t, none))}</pre>
 *
 * <p>Unlike ascent this has an end, and what surrounds the concept is left to the base model, not pulled to the few images that
 * there are. It takes no data but what is to be forgotten. Not in the paper; ESD has the target everywhere, and draws what it
 * trains on.
 *
 * @param alpha at least 0, the pull away from the concept
 * @param beta at least 0, the pull back to the base model
 * @param away finite and at least 0, how far the prompt leads away; at 1 it says nothing any more
 */
public record EsdFttp(float alpha, float beta, float away) implements TrainingMethod, UNetMethod {
    private static final String OURS = "ours";
    private static final Setting<Float> ALPHA =
            Setting.atLeast(0, "alpha", "pull away from the concept").standard(1f, OURS);
    private static final Setting<Float> BETA =
            Setting.atLeast(0, "beta", "pull back to the base model").standard(1f, OURS);
    private static final Setting<Float> AWAY = Setting.atLeast(
                    0, "away", "how far the prompt leads away from the concept")
            .standard(2f, "ESD's authors");
    private static final Target BASE = Target.of(Target.By.BASE, Target.Prompt.OWN);

    /** As {@link io.github.fttp.core.method.Methods} lists it. */
    public static final MethodEntry<EsdFttp> ENTRY = new MethodEntry<>(
            "fttp-esd",
            "Under the masks the prompt leads away from the concept; around them the model stays as it was.",
            "ours, after Forget the Token and Pixel and ESD",
            Set.of(Modality.IMAGE),
            List.of(ALPHA, BETA, AWAY),
            values -> new EsdFttp(values.get(ALPHA), values.get(BETA), values.get(AWAY)));

    /** It in steps that spare other words, likewise. */
    public static final MethodEntry<NullSpace> NULL_SPACE = NullSpace.entry(
            "fttp-esd-null-space",
            "FTTP with ESD's target by keys and values of cross-attention, in steps that spare those of other words.",
            ENTRY);

    public EsdFttp {
        ALPHA.check(alpha);
        BETA.check(beta);
        AWAY.check(away);
    }

    @Override
    public String name() {
        return "FTTP with ESD's target";
    }

    @Override
    public Set<Need> needs() {
        Set<Need> needs = EnumSet.copyOf(target().needs());
        needs.add(Need.CONCEPT_MASK);
        return needs;
    }

    @Override
    public UNetPart part() {
        return UNetPart.CROSS_ATTENTION;
    }

    private Target target() {
        return new Esd(away, part()).target();
    }

    @Override
    public Var loss(Terms terms) {
        DenoisedElements forget = DenoisedElements.of(terms.forget());
        return terms.sum(
                forget.distanceTo(target(), terms.weights(forget, (concept, probability) -> alpha * concept)),
                forget.distanceTo(BASE, terms.weights(forget, (concept, probability) -> beta * (1 - concept))));
    }
}
