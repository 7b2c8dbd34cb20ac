package io.github.fttp.metrics.report;

import io.github.fttp.metrics.Role;
import io.github.fttp.metrics.robustness.Recovery;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A verdict on what forgetting came to, in words that follow from values by the rules of {@link #RULES}.
 *
 * @param forgetting how far the concept is gone
 * @param keeping how much of everything else stayed
 * @param forgotten share of the concept's knowledge that is gone; NaN where that is not known
 * @param lost share of all other knowledge that is gone, likewise
 */
public record Verdict(Forgetting forgetting, Keeping keeping, double forgotten, double lost) {
    /** Share of the concept's knowledge that is gone from which on it counts as forgotten in part. */
    public static final double PARTLY = 0.2;

    /** Share of other knowledge that may go and it counts as kept. */
    public static final double KEPT = 0.1;

    /** Above which it counts as lost; between them as lost in part. */
    public static final double LOST = 0.5;

    /** The rules in words. */
    public static final String RULES = "The verdict follows from the share of the way that a value went from before to"
            + " chance, the value of a model that knows nothing. Of the concept the value that went least decides: forgotten"
            + " from 95 %, partly from 20 %, and never known where all were at chance before. Of the rest the value that went"
            + " furthest decides: kept up to 10 %, lost above 50 %, partly lost between.";

    /** The rules in words where shares are means over runs. */
    public static final String RULES_OF_MEANS =
            "The verdict follows from forgetting and from what utility lacks: forgotten from"
                    + " 95 %, partly from 20 %; the rest kept where up to 10 % are lacking, lost above 50 %, partly lost between.";

    /** How far a concept is gone. */
    public enum Forgetting {
        FORGOTTEN("is forgotten"),
        PARTLY("is partly forgotten"),
        NOT("is not forgotten"),
        NEVER_KNOWN("was at chance before already: the model never knew it, or this measure cannot tell"),
        NOT_MEASURED("was not measured afterwards, so whether it is forgotten is not known");

        private final String words;

        Forgetting(String words) {
            this.words = words;
        }

        /** Says what follows the concept's name in a sentence. */
        public String words() {
            return words;
        }
    }

    /** How much of everything else stayed. */
    public enum Keeping {
        KEPT("the rest is kept"),
        PARTLY_LOST("the rest is partly lost"),
        LOST("the rest is lost"),
        NOT_MEASURED("what happened to the rest was not measured");

        private final String words;

        Keeping(String words) {
            this.words = words;
        }

        /** Part of a sentence. */
        public String words() {
            return words;
        }
    }

    /** Judges a run by what changed. */
    public static Verdict of(List<Change> changes) {
        double forgotten = gone(changes, Role::forgets).reduce(Math::min).orElse(Double.NaN);
        double lost = gone(changes, Role::keeps).reduce(Math::max).orElse(Double.NaN);
        Verdict verdict = of(forgotten, lost);
        boolean neverKnown = gone(changes, Role::forgets).findAny().isEmpty()
                && changes.stream().anyMatch(change -> change.role().forgets() && change.wasNeverKnown());
        return neverKnown ? new Verdict(Forgetting.NEVER_KNOWN, verdict.keeping(), forgotten, lost) : verdict;
    }

    /**
     * Judges by shares.
     *
     * @param forgotten of the concept's knowledge, from 0 to 1; NaN where it was not measured
     * @param lost of all other knowledge, likewise
     */
    public static Verdict of(double forgotten, double lost) {
        return new Verdict(
                Double.isNaN(forgotten)
                        ? Forgetting.NOT_MEASURED
                        : forgotten >= Recovery.FORGOTTEN
                                ? Forgetting.FORGOTTEN
                                : forgotten >= PARTLY ? Forgetting.PARTLY : Forgetting.NOT,
                Double.isNaN(lost)
                        ? Keeping.NOT_MEASURED
                        : lost <= KEPT ? Keeping.KEPT : lost <= LOST ? Keeping.PARTLY_LOST : Keeping.LOST,
                forgotten,
                lost);
    }

    private static Stream<Double> gone(List<Change> changes, Predicate<Role> part) {
        return changes.stream()
                .filter(change -> part.test(change.role()) && change.tells())
                .map(Change::gone);
    }

    /** The verdict on a concept as a sentence. */
    public String sentence(String concept) {
        return concept + " " + forgetting.words() + "; " + keeping.words() + ".";
    }
}
