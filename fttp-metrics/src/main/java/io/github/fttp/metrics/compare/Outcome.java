package io.github.fttp.metrics.compare;

import java.util.List;
import java.util.Map;

/**
 * The outcome of a run; the same each time it is repeated.
 *
 * @param trial the run
 * @param end what ended it
 * @param figures measured in the end, by name
 * @param path of the run on data that it did not train on, the model as it was first; empty for the untouched model
 * @param examples what the model says or draws afterwards
 * @param failure why nothing came of it; empty if something did
 */
public record Outcome(
        Trial trial, End end, Map<String, Score> figures, List<Waypoint> path, List<Example> examples, String failure) {
    /** The outcome of a run that came to its end. */
    public Outcome(Trial trial, End end, Map<String, Score> figures, List<Waypoint> path, List<Example> examples) {
        this(trial, end, figures, path, examples, "");
    }

    /** Ends of a run. */
    public enum End {
        /** All steps were made, as the setting says. */
        STEPS,
        /** The concept is gone. */
        GONE,
        /** All steps were made, and the concept is not gone. */
        BUDGET,
        /** Weights are no numbers. */
        DIVERGED,
        /** The run could not be made. */
        FAILED
    }

    /**
     * Something to look at.
     *
     * @param asked question or prompt
     * @param answer the words; empty for an image
     * @param image PNG in base64, of what was asked about or of what was drawn; empty for none
     */
    public record Example(String asked, String answer, String image) {}

    /** Gives the outcome of a run that ended in weights that are no numbers: nothing is measured. */
    public static Outcome diverged(Trial trial, List<Waypoint> path) {
        return new Outcome(trial, End.DIVERGED, Map.of(), path, List.of());
    }

    /** Gives the outcome of the untouched model. */
    public static Outcome untouched(Trial trial, Map<String, Score> figures, List<Example> examples) {
        return new Outcome(trial, End.STEPS, figures, List.of(), examples);
    }

    /** Gives the outcome of a run that could not be made. */
    public static Outcome failed(Trial trial, String why) {
        return new Outcome(trial, End.FAILED, Map.of(), List.of(), List.of(), why);
    }

    /** Whether the run could not be made: nothing is known of what it forgets. */
    public boolean hasFailed() {
        return end == End.FAILED;
    }

    /** Whether the run ended in weights that are no numbers. */
    public boolean hasDiverged() {
        return end == End.DIVERGED;
    }

    /** Whether the concept was not there when the run began. */
    boolean beganGone() {
        return !path.isEmpty() && path.get(0).gone();
    }

    /** Computes what is left of a figure that was better the larger: its share of the untouched model's, at most 1. */
    public double left(String figure, Outcome before) {
        double was = before.value(figure);
        return was == 0 ? 1 : Math.min(1, value(figure) / was);
    }

    /** Computes what is {@linkplain #left(String, Outcome) left} of each of some figures, but for those that nothing was asked for. */
    public double[] left(List<String> figures, Outcome before) {
        return figures.stream()
                .filter(figure -> !Double.isNaN(before.value(figure)))
                .mapToDouble(figure -> left(figure, before))
                .toArray();
    }

    /** NaN for a run that diverged or failed. */
    public double value(String figure) {
        if (figures.isEmpty()) return Double.NaN;
        Score score = figures.get(figure);
        if (score == null) throw new IllegalArgumentException("no figure " + figure + " in " + figures.keySet());
        return score.value();
    }

    /**
     * Reads off the path how much of everything else was left when the concept was gone this far: between the last look before
     * and the first from there on, linearly in what was forgotten. NaN if it never was gone so far.
     *
     * @param share above 0
     */
    public double keptAt(double share) {
        for (int i = 1; i < path.size(); i++) {
            Waypoint first = path.get(0);
            double after = path.get(i).forgotten(first);
            if (!(after >= share)) continue;
            double before = path.get(i - 1).forgotten(first);
            double way = after > before ? (share - before) / (after - before) : 1;
            double kept = path.get(i - 1).kept(first);
            return kept + way * (path.get(i).kept(first) - kept);
        }
        return Double.NaN;
    }

    /** Steps that were made; 0 where none was followed. */
    public int steps() {
        return path.isEmpty() ? 0 : path.get(path.size() - 1).step();
    }
}
