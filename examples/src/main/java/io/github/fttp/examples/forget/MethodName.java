package io.github.fttp.examples.forget;

import io.github.fttp.core.Check;
import io.github.fttp.core.method.ConceptAblation;
import io.github.fttp.core.method.Esd;
import io.github.fttp.core.method.Fttp;
import io.github.fttp.core.method.GradDiff;
import io.github.fttp.core.method.GradientAscent;
import io.github.fttp.core.method.GradientDescent;
import io.github.fttp.core.method.KlToBase;
import io.github.fttp.core.method.RandomPrompt;
import io.github.fttp.core.method.SalUn;
import io.github.fttp.core.method.TrainingMethod;
import io.github.fttp.examples.cli.Given;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The methods by the names that the command line knows. */
enum MethodName {
    FTTP {
        @Override
        TrainingMethod of(Float alpha, Float beta) {
            return new Fttp(orOne(alpha), orOne(beta));
        }
    },
    GA {
        @Override
        TrainingMethod of(Float alpha, Float beta) {
            return new GradientAscent();
        }
    },
    GD {
        @Override
        TrainingMethod of(Float alpha, Float beta) {
            return new GradientDescent();
        }
    },
    GRADDIFF {
        @Override
        TrainingMethod of(Float alpha, Float beta) {
            return new GradDiff(orOne(alpha), orOne(beta));
        }
    },
    KL {
        @Override
        TrainingMethod of(Float alpha, Float beta) {
            return new KlToBase(orOne(alpha), orOne(beta));
        }
    },
    RANDOM_LABEL {
        @Override
        TrainingMethod of(Float alpha, Float beta) {
            return new RandomPrompt(beta == null ? SALUNS_KEEP : beta);
        }
    },
    SALUN {
        @Override
        TrainingMethod of(Float alpha, Float beta) {
            return new SalUn(beta == null ? SALUNS_KEEP : beta);
        }
    },
    ABLATION {
        @Override
        TrainingMethod of(Float alpha, Float beta) {
            return new ConceptAblation(orOne(beta));
        }
    },
    ESD {
        @Override
        TrainingMethod of(Float alpha, Float beta) {
            return new Esd(alpha == null ? 2 : alpha);
        }
    };

    private static final float SALUNS_KEEP = 0.5f;

    /**
     * The method with these strengths.
     *
     * @param alpha of the ascent; null for the default
     * @param beta of what keeps the rest; null for the default
     */
    abstract TrainingMethod of(Float alpha, Float beta);

    /** Whether it ascends on the concept, so that it goes on until the concept is forgotten, and beyond. */
    boolean ascends() {
        return this == FTTP || this == GA || this == GRADDIFF || this == KL;
    }

    /** Refuses strengths that this method does not have, and those out of range. */
    void check(Given given, Float alpha, Float beta) {
        given.ineffective(!hasAlpha(), "with --method " + this, users(MethodName::hasAlpha), "--alpha");
        given.ineffective(!hasBeta(), "with --method " + this, users(MethodName::hasBeta), "--beta");
        if (alpha != null) Check.finiteAtLeast(0, alpha, "--alpha");
        if (beta != null) Check.finiteAtLeast(0, beta, "--beta");
    }

    /** Whether there is a strength of forgetting. */
    boolean hasAlpha() {
        return this == FTTP || this == GRADDIFF || this == KL || this == ESD;
    }

    /** Whether there is a strength of keeping. */
    boolean hasBeta() {
        return this != GA && this != GD && this != ESD;
    }

    /** Whether something else stands in the concept's place. */
    boolean hasAnchor() {
        return this == RANDOM_LABEL || this == SALUN || this == ABLATION;
    }

    /** Whether it forgets in texts; images know all methods. */
    boolean isForTexts() {
        return this == FTTP || this == GA || this == GD || this == GRADDIFF || this == KL;
    }

    /** Names the methods that an option is for, as a refusal says it. */
    static String users(Predicate<MethodName> such) {
        return "only " + Stream.of(values()).filter(such).map(Enum::name).collect(Collectors.joining(", ")) + " use it";
    }

    private static float orOne(Float given) {
        return given == null ? 1 : given;
    }
}
