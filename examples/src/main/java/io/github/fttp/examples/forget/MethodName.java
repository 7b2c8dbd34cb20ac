package io.github.fttp.examples.forget;

import io.github.fttp.core.method.ConceptAblation;
import io.github.fttp.core.method.Esd;
import io.github.fttp.core.method.Fttp;
import io.github.fttp.core.method.GradDiff;
import io.github.fttp.core.method.GradientAscent;
import io.github.fttp.core.method.GradientDescent;
import io.github.fttp.core.method.KlToBase;
import io.github.fttp.core.method.RandomPrompt;
import io.github.fttp.core.method.SalUn;
import io.github.fttp.core.method.UnlearningMethod;

/** The methods by the names that the command line knows. */
enum MethodName {
    FTTP {
        @Override
        UnlearningMethod of(Float alpha, Float beta) {
            return new Fttp(orOne(alpha), orOne(beta));
        }
    },
    GA {
        @Override
        UnlearningMethod of(Float alpha, Float beta) {
            refuse(alpha, beta);
            return new GradientAscent();
        }
    },
    GD {
        @Override
        UnlearningMethod of(Float alpha, Float beta) {
            refuse(alpha, beta);
            return new GradientDescent();
        }
    },
    GRADDIFF {
        @Override
        UnlearningMethod of(Float alpha, Float beta) {
            return new GradDiff(orOne(alpha), orOne(beta));
        }
    },
    KL {
        @Override
        UnlearningMethod of(Float alpha, Float beta) {
            return new KlToBase(orOne(alpha), orOne(beta));
        }
    },
    RANDOM_LABEL {
        @Override
        UnlearningMethod of(Float alpha, Float beta) {
            refuse(alpha);
            return new RandomPrompt(beta == null ? SALUNS_KEEP : beta);
        }
    },
    SALUN {
        @Override
        UnlearningMethod of(Float alpha, Float beta) {
            refuse(alpha);
            return new SalUn(beta == null ? SALUNS_KEEP : beta);
        }
    },
    ABLATION {
        @Override
        UnlearningMethod of(Float alpha, Float beta) {
            refuse(alpha);
            return new ConceptAblation(orOne(beta));
        }
    },
    ESD {
        @Override
        UnlearningMethod of(Float alpha, Float beta) {
            if (beta != null) throw new IllegalArgumentException("--beta has no meaning for esd");
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
    abstract UnlearningMethod of(Float alpha, Float beta);

    /** Whether it ascends on the concept, so that it goes on until the concept is forgotten, and beyond. */
    boolean ascends() {
        return this == FTTP || this == GA || this == GRADDIFF || this == KL;
    }

    void refuse(Float alpha, Float beta) {
        if (alpha != null || beta != null) {
            throw new IllegalArgumentException(
                    "--alpha and --beta have no meaning for " + name().toLowerCase(java.util.Locale.ROOT));
        }
    }

    void refuse(Float alpha) {
        if (alpha != null) {
            throw new IllegalArgumentException(
                    "--alpha has no meaning for " + name().toLowerCase(java.util.Locale.ROOT));
        }
    }

    private static float orOne(Float given) {
        return given == null ? 1 : given;
    }
}
