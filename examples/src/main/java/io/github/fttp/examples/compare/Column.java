package io.github.fttp.examples.compare;

import java.util.Optional;
import java.util.function.ToDoubleBiFunction;

/**
 * A column of the main table.
 *
 * @param name its heading
 * @param goal what is aimed at, if anything
 * @param kind how it is shown and averaged
 * @param value of a run, given the untouched model's figures and the run's
 */
record Column(String name, Optional<Goal> goal, Kind kind, ToDoubleBiFunction<Outcome, Outcome> value) {
    /** What sort of number it is. */
    enum Kind {
        /** Shown in percent. */
        SHARE,
        PLAIN,
        /** A multiple of something: the mean is the geometric one, in which twice and half as much cancel. */
        RATIO
    }

    /** A figure as it is. */
    static Column share(String figure) {
        return new Column(figure, Optional.empty(), Kind.SHARE, (before, after) -> after.value(figure));
    }

    /** A figure as it is, which is no share. */
    static Column plain(String figure) {
        return new Column(figure, Optional.empty(), Kind.PLAIN, (before, after) -> after.value(figure));
    }

    /** A figure as a multiple of the untouched model's. */
    static Column ratio(String figure) {
        return new Column(
                figure + " / before (geometric mean)",
                Optional.empty(),
                Kind.RATIO,
                (before, after) -> after.value(figure) / before.value(figure));
    }

    /** The same with something to aim at. */
    Column aim(Goal aimed) {
        return new Column(name, Optional.of(aimed), kind, value);
    }

    /** The same with nothing to aim at. */
    Column aimless() {
        return new Column(name, Optional.empty(), kind, value);
    }

    /** The same with a word on how to read it. */
    Column explained(String word) {
        return new Column(name + " (" + word + ")", goal, kind, value);
    }

    /** What is aimed at, in words; empty for nothing. */
    String goalText() {
        return goal.map(each -> each.text(kind == Kind.SHARE)).orElse("");
    }
}
