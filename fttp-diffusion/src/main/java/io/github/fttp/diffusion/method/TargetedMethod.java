package io.github.fttp.diffusion.method;

import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.method.Need;
import io.github.fttp.core.method.Setting;
import io.github.fttp.core.method.Terms;
import io.github.fttp.core.method.TrainingMethod;
import java.util.EnumSet;
import java.util.Set;

/**
 * A method for images that pulls the predictions of forget data to others, and trains on retain data beside where it has a
 * weight in the loss: {@code mean (U(x_t, t, c) - sg target)^2 + retain * mean l_retain}. Without that weight no retain data
 * are needed.
 */
public interface TargetedMethod extends TrainingMethod {
    /** The setting {@link #retain}. */
    Setting<Float> RETAIN = Setting.atLeast(0, "retain", "weight of the retain loss");

    /** Gives what the predictions of forget data shall be. */
    Target target();

    /** The weight of retain data in the loss, at least 0. */
    float retain();

    @Override
    default Set<Need> needs() {
        Set<Need> needs = EnumSet.copyOf(target().needs());
        if (retain() > 0) needs.add(Need.RETAIN_DATA);
        return needs;
    }

    @Override
    default Var loss(Terms terms) {
        DenoisedElements forget = DenoisedElements.of(terms.forget());
        Var pull = forget.distanceTo(target(), terms.weights(forget, (concept, probability) -> 1));
        if (retain() == 0) return pull;
        return terms.sum(pull, terms.weighted(terms.retain(), (concept, probability) -> retain()));
    }
}
