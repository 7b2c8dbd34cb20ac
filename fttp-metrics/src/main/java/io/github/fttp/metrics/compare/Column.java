package io.github.fttp.metrics.compare;

import io.github.fttp.metrics.Measurement.Kind;
import java.util.Optional;
import java.util.function.ToDoubleBiFunction;

/**
 * A column of the main table.
 *
 * @param figure the measurement that it shows
 * @param name its heading
 * @param goal what is aimed at, if anything
 * @param kind how it is shown and averaged
 * @param value of a run, given the untouched model's figures and the run's
 */
public record Column(
        String figure, String name, Optional<Goal> goal, Kind kind, ToDoubleBiFunction<Outcome, Outcome> value) {
    /** A figure as it is. */
    public static Column share(String figure) {
        return new Column(figure, figure, Optional.empty(), Kind.SHARE, (before, after) -> after.value(figure));
    }

    /** A figure as it is, which is no share. */
    public static Column plain(String figure) {
        return new Column(figure, figure, Optional.empty(), Kind.PLAIN, (before, after) -> after.value(figure));
    }

    /** A figure as a multiple of the untouched model's. */
    public static Column ratio(String figure) {
        return new Column(
                figure,
                figure + " / before (geometric mean)",
                Optional.empty(),
                Kind.RATIO,
                (before, after) -> after.value(figure) / before.value(figure));
    }

    /** Gives it something to aim at. */
    public Column aim(Goal aimed) {
        return new Column(figure, name, Optional.of(aimed), kind, value);
    }

    /** Leaves it nothing to aim at. */
    public Column aimless() {
        return new Column(figure, name, Optional.empty(), kind, value);
    }

    /** Adds a word on how to read it. */
    public Column explained(String word) {
        return new Column(figure, name + " (" + word + ")", goal, kind, value);
    }

    /** Says what is aimed at, in words; empty for nothing. */
    public String goalText() {
        return goal.map(each -> each.text(kind == Kind.SHARE)).orElse("");
    }
}
