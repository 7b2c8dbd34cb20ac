package io.github.fttp.examples.compare;

import java.util.function.ToDoubleBiFunction;

/**
 * A column of the main table.
 *
 * @param name its heading
 * @param goal what is aimed at, in words; empty for nothing
 * @param kind how it is shown and averaged
 * @param value of a run, given the untouched model's figures and the run's
 */
record Column(String name, String goal, Kind kind, ToDoubleBiFunction<Outcome, Outcome> value) {
    /** What sort of number it is. */
    enum Kind {
        /** Shown in percent. */
        SHARE,
        PLAIN,
        /** A multiple of something: the mean is the geometric one, in which twice and half as much cancel. */
        RATIO
    }

    /** A figure as it is. */
    static Column share(String figure, String goal) {
        return new Column(figure, goal, Kind.SHARE, (before, after) -> after.value(figure));
    }

    /** A figure as it is, which is no share. */
    static Column plain(String figure, String goal) {
        return new Column(figure, goal, Kind.PLAIN, (before, after) -> after.value(figure));
    }

    /** A figure as a multiple of the untouched model's. */
    static Column ratio(String figure, String goal) {
        return new Column(
                figure + " / before (geometric mean)",
                goal,
                Kind.RATIO,
                (before, after) -> after.value(figure) / before.value(figure));
    }
}
