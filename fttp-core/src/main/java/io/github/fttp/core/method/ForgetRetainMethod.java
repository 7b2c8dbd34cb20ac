package io.github.fttp.core.method;

import io.github.fttp.core.autograd.Elementwise;
import io.github.fttp.core.autograd.Var;
import java.util.EnumSet;
import java.util.Set;

/**
 * A method of the form {@code alpha * F + retain * R}, F over forget data and R over retain data. Source: open-unlearning,
 * whose {@code grad_diff.py} most of its methods extend; gamma and alpha there.
 */
public interface ForgetRetainMethod extends TrainingMethod {
    /** The setting {@link #alpha}, 1 unless a method says otherwise. */
    Setting<Float> ALPHA =
            Setting.atLeast(0, "alpha", "weight of the forget loss").standard(1f, "open-unlearning");

    /** The setting {@link #retain}, 1 unless a method says otherwise. */
    Setting<Float> RETAIN =
            Setting.atLeast(0, "retain", "weight of the retain loss").standard(1f, "open-unlearning");

    /** Checks both; for constructors. */
    static void requireWeights(float alpha, float retain) {
        ALPHA.check(alpha);
        RETAIN.check(retain);
    }

    /** The weight of F. */
    float alpha();

    /** The weight of R; 0 for a run without retain data. */
    float retain();

    /** Names what F asks for. */
    Set<Need> forgetNeeds();

    /** Names what R asks for. */
    default Set<Need> retainNeeds() {
        return Set.of(Need.RETAIN_DATA);
    }

    /** F. */
    Var forgetLoss(Terms terms);

    /** R: {@code mean l} unless the method says otherwise. */
    default Var retainLoss(Terms terms) {
        return terms.weighted(terms.retain(), (concept, probability) -> 1);
    }

    @Override
    default Set<Need> needs() {
        Set<Need> needs = EnumSet.noneOf(Need.class);
        needs.addAll(forgetNeeds());
        if (retain() > 0) needs.addAll(retainNeeds());
        return Set.copyOf(needs);
    }

    @Override
    default Var loss(Terms terms) {
        Var forgotten = Elementwise.scale(terms.tape(), alpha(), forgetLoss(terms));
        if (retain() == 0) return forgotten;
        return terms.sum(forgotten, Elementwise.scale(terms.tape(), retain(), retainLoss(terms)));
    }
}
