package io.github.fttp.diffusion.train;

import io.github.fttp.core.Check;
import io.github.fttp.core.train.Goal;
import io.github.fttp.core.train.Step;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * A model of images has forgotten once its error under the mask grew enough times as much as the error outside, see {@link
 * QuarterErrors#growthAgainst}.
 */
public final class ErrorGrowth implements Goal {
    private final QuarterErrors before;
    private final IntFunction<QuarterErrors> after;
    private final int every;
    private final double growth;
    private final String aim;

    private ErrorGrowth(QuarterErrors before, IntFunction<QuarterErrors> after, int every, double growth, String aim) {
        Check.atLeast(1, every, "steps between measurements");
        this.before = before;
        this.after = after;
        this.every = every;
        this.growth = growth;
        this.aim = aim;
    }

    /**
     * Enough is a given growth.
     *
     * @param before of the model that nothing was forgotten of
     * @param after measures the model as it is, after so many steps
     * @param every how many steps lie between two measurements
     * @param growth at least 1
     */
    public static ErrorGrowth of(QuarterErrors before, IntFunction<QuarterErrors> after, int every, double growth) {
        Check.finiteAtLeast(1, growth, "growth of the error to stop at");
        String aim =
                String.format(Locale.ROOT, "an error that grows %.3g times as much under the mask as outside", growth);
        return new ErrorGrowth(before, after, every, growth, aim);
    }

    /**
     * Enough is chance: the error under the mask of a model that knows nothing of images but the mean and variance of their
     * latent values, see {@link #chance}, over that before. A model that errs more from the start has nothing to forget: then
     * the first measurement ends the run.
     */
    public static ErrorGrowth toChance(
            QuarterErrors before, IntFunction<QuarterErrors> after, int every, Denoising denoising) {
        double chance = chance(denoising);
        double growth = chance / before.conceptError();
        String aim = String.format(
                Locale.ROOT,
                "chance, an error of %.3g under the mask, %.3g times that before, with the error outside as before",
                chance,
                growth);
        return new ErrorGrowth(before, after, every, growth, aim);
    }

    /**
     * Mean over the quarters of the time steps of the least squared error that a linear guess from the noisy value alone has
     * where latent values have mean 0 and variance 1: {@code abar} for predictions of the noise, {@code 1 - abar} for those of
     * the image, 1 for those of the velocity.
     */
    public static double chance(Denoising denoising) {
        float[] bars = denoising.schedule().alphasCumprod();
        double sum = 0;
        int[] quarters = TrainableUNet.quartiles(bars.length);
        for (int timestep : quarters) {
            sum += switch (denoising.prediction()) {
                case EPSILON -> bars[timestep];
                case SAMPLE -> 1 - bars[timestep];
                case V -> 1;
            };
        }
        return sum / quarters.length;
    }

    /** How many times as much the error must grow under the mask as outside. */
    public double growth() {
        return growth;
    }

    @Override
    public Optional<String> reached(Step step) {
        if (step.number() % every != 0) return Optional.empty();
        double grew = after.apply(step.number()).growthAgainst(before);
        if (!(grew >= growth)) return Optional.empty();
        return Optional.of(String.format(
                Locale.ROOT, "the error grew %.3g times as much under the mask as outside; the aim was %s", grew, aim));
    }

    @Override
    public String toString() {
        return aim + ", measured every " + every + " steps";
    }
}
