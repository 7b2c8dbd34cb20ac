package io.github.fttp.metrics.compare;

import java.util.List;
import java.util.Map;

/**
 * The outcome of a run; the same each time it is repeated.
 *
 * @param trial the run
 * @param figures measured in the end, by name
 * @param trace of the run, a point a step
 * @param examples what the model says or draws afterwards
 * @param failure why nothing came of it; empty if something did
 */
public record Outcome(
        Trial trial, Map<String, Score> figures, List<Point> trace, List<Example> examples, String failure) {
    /** The outcome of a run that came to its end. */
    public Outcome(Trial trial, Map<String, Score> figures, List<Point> trace, List<Example> examples) {
        this(trial, figures, trace, examples, "");
    }

    /**
     * A point of the trace: what a step saw before it changed anything.
     *
     * @param step from 1
     * @param concept conceptual knowledge: the geometric mean of the probabilities of the concept's elements
     * @param rest natural knowledge: likewise of the others
     */
    public record Point(int step, double concept, double rest) {}

    /**
     * Something to look at.
     *
     * @param asked question or prompt
     * @param answer the words; empty for an image
     * @param image PNG in base64, of what was asked about or of what was drawn; empty for none
     */
    public record Example(String asked, String answer, String image) {}

    /** Gives the outcome of a run that ended in weights that are no numbers: nothing is measured. */
    public static Outcome diverged(Trial trial, List<Point> trace) {
        return new Outcome(trial, Map.of(), trace, List.of());
    }

    /** Gives the outcome of a run that could not be made. */
    public static Outcome failed(Trial trial, String why) {
        return new Outcome(trial, Map.of(), List.of(), List.of(), why);
    }

    /** Whether the run could not be made: nothing is known of what it forgets. */
    public boolean hasFailed() {
        return !failure.isEmpty();
    }

    /** Whether the run ended in weights that are no numbers. */
    public boolean hasDiverged() {
        return figures.isEmpty() && !hasFailed();
    }

    /** Computes what is left of a figure that was better the larger: its share of the untouched model's, at most 1. */
    public double left(String figure, Outcome before) {
        double was = before.value(figure);
        return was == 0 ? 1 : Math.min(1, value(figure) / was);
    }

    /** NaN for a run that diverged or failed. */
    public double value(String figure) {
        if (figures.isEmpty()) return Double.NaN;
        Score score = figures.get(figure);
        if (score == null) throw new IllegalArgumentException("no figure " + figure + " in " + figures.keySet());
        return score.value();
    }
}
