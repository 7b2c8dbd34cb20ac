package io.github.fttp.diffusion.scheduler;

/**
 * How much of the sample and of noise there is, {@code x = alpha x0 + sigma noise}, and the logarithm {@code lambda} of
 * their ratio.
 */
record Level(double alpha, double sigma, double lambda) {
    private static final Level NO_NOISE = new Level(1, 0, Double.POSITIVE_INFINITY);

    static Level ofTimestep(NoiseSchedule schedule, int t) {
        double bar = schedule.alphaCumprod(t);
        return new Level(Math.sqrt(bar), Math.sqrt(1 - bar), 0.5 * Math.log(bar / (1 - bar)));
    }

    /** @param sigma noise to a sample that is not made smaller, at least 0 */
    static Level ofSigma(double sigma) {
        if (sigma == 0) return NO_NOISE;
        double alpha = 1 / Math.sqrt(sigma * sigma + 1);
        return new Level(alpha, sigma * alpha, -Math.log(sigma));
    }

    /** How many time steps of training have no lower lambda than this. */
    static int kept(NoiseSchedule schedule, double leastLambda) {
        int kept = schedule.timesteps();
        while (kept > 0 && ofTimestep(schedule, kept - 1).lambda < leastLambda) kept--;
        if (kept < 2) {
            throw new IllegalArgumentException("least lambda must leave two time steps, leaves " + kept + " of "
                    + schedule.timesteps() + ", was " + leastLambda);
        }
        return kept;
    }
}
