package io.github.fttp.examples.compare;

import java.util.function.ToDoubleBiFunction;

/**
 * A column of the main table.
 *
 * @param name its heading
 * @param goal what is aimed at, in words; empty for nothing
 * @param percent whether it is a share, to be shown in percent
 * @param value of a run, given the untouched model's figures and the run's
 */
record Column(String name, String goal, boolean percent, ToDoubleBiFunction<Outcome, Outcome> value) {
    /** A figure as it is. */
    static Column share(String figure, String goal) {
        return new Column(figure, goal, true, (before, after) -> after.value(figure));
    }

    /** A figure as it is, which is no share. */
    static Column plain(String figure, String goal) {
        return new Column(figure, goal, false, (before, after) -> after.value(figure));
    }

    /** A figure as a multiple of the untouched model's. */
    static Column ratio(String figure, String goal) {
        return new Column(
                figure + " / before", goal, false, (before, after) -> after.value(figure) / before.value(figure));
    }
}
