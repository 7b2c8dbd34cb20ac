package io.github.fttp.metrics.report;

import io.github.fttp.metrics.Direction;
import io.github.fttp.metrics.Measurement;
import io.github.fttp.metrics.Role;
import io.github.fttp.metrics.statistics.Interval;

/**
 * A measurement before and after forgetting.
 *
 * @param name what is measured, of which data
 * @param role of that data: to be forgotten or to be kept
 * @param before of the model as it was
 * @param after of the model as it is; {@link #missing} where the run did not get so far
 * @param chance its value for a model that knows nothing; NaN where no such value is known, then no verdict rests on it
 */
public record Change(String name, Role role, Measurement before, Measurement after, double chance) {
    /** A measurement that no verdict rests on. */
    public Change(String name, Role role, Measurement before, Measurement after) {
        this(name, role, before, after, Double.NaN);
    }

    /** Stands for a measurement that was not made. */
    public static Measurement missing(Measurement like) {
        return new Measurement(Interval.NONE, like.kind(), like.better());
    }

    /**
     * How much of the knowledge is gone: {@code (before - after) / (before - chance)}. 0 where nothing changed, 1 at chance;
     * below 0 where the model knows more than before.
     */
    public double gone() {
        return gone(after.value());
    }

    /** Gives {@link #gone} with the ends that follow from those of the measurement afterwards. */
    Interval goneInterval() {
        double one = gone(after.low());
        double other = gone(after.high());
        return new Interval(gone(), Math.min(one, other), Math.max(one, other), after.samples());
    }

    private double gone(double value) {
        return (before.value() - value) / (before.value() - chance);
    }

    /** Whether a verdict can rest on it: chance is known, and the model was on the better side of it before. */
    public boolean tells() {
        double known = before.value() - chance;
        return knowledgeIsHigher() ? known > 0 : known < 0;
    }

    /** Whether chance is known and the model knew no more than that before. */
    public boolean wasNeverKnown() {
        return Double.isFinite(chance) && Double.isFinite(before.value()) && !tells();
    }

    /** Data to forget is better the less of it is known. */
    private boolean knowledgeIsHigher() {
        return (before.better() == Direction.HIGHER) != role.forgets();
    }
}
