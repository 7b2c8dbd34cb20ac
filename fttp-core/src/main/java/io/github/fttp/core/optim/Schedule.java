package io.github.fttp.core.optim;

/**
 * The course of the learning rate over a run, as transformers' {@code get_*_schedule_with_warmup}: with a warm-up the
 * first step has rate 0.
 */
public interface Schedule {
    /** A course by its name. */
    enum Course {
        CONSTANT,
        LINEAR,
        COSINE;

        /**
         * Gives the schedule of this course.
         *
         * @param share of all steps that warm up, in [0, 1); without effect on the constant one
         */
        public Schedule warmup(double share) {
            return switch (this) {
                case CONSTANT -> constant();
                case LINEAR -> linear(share);
                case COSINE -> cosine(share);
            };
        }
    }

    /** Name and settings, such as {@code cosine 0.03}: a checkpoint of a run with another one is not resumed. */
    String name();

    /**
     * Gives the factor of the learning rate.
     *
     * @param step from 0
     * @param total number of steps of the run
     */
    double factor(int step, int total);

    /** Always 1. */
    static Schedule constant() {
        return new ConstantRate();
    }

    /** Up to 1 during the warm-up, then straight down to 0. {@code warmup} is its share of all steps, in [0, 1). */
    static Schedule linear(double warmup) {
        return new WarmUp(WarmUp.Descent.LINEAR, warmup);
    }

    /** Up to 1 during the warm-up, then down half a cosine to 0. {@code warmup} is its share of all steps, in [0, 1). */
    static Schedule cosine(double warmup) {
        return new WarmUp(WarmUp.Descent.COSINE, warmup);
    }
}
