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
     * Enough is chance: the error under the mask of a model that knows nothing of images, over that before. A model that errs
     * more from the start has nothing to forget: then the first measurement ends the run.
     *
     * @param chance see {@link QuarterErrors#atChance}
     */
    public static ErrorGrowth toChance(
            QuarterErrors before, IntFunction<QuarterErrors> after, int every, QuarterErrors chance) {
        double growth = chance.conceptError() / before.conceptError();
        String aim = String.format(
                Locale.ROOT,
                "chance, an error of %.3g under the mask, %.3g times that before, with the error outside as before",
                chance.conceptError(),
                growth);
        return new ErrorGrowth(before, after, every, growth, aim);
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
