package io.github.fttp.metrics.compare;

import io.github.fttp.metrics.image.ImageMetrics;
import io.github.fttp.metrics.robustness.Recovery;
import io.github.fttp.metrics.statistics.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Signs that a method did more than forget: what looks like success and is not, by means over runs.
 *
 * <ul>
 *   <li>a truth ratio below {@link #TRUTH} where the concept is forgotten: true facts are avoided, which a model that never knew
 *       them does not do; but for right answers that have {@link #RIGHT} of the probability with options or more, where that is
 *       measured;
 *   <li>a membership inference whose AUC is below {@link #MEMBERSHIP}, chance being 0.5: what was to be forgotten is told by being
 *       improbable;
 *   <li>more than {@link #REFUSED} of the answers about the concept are refusals;
 *   <li>more than {@link #GIBBERISH} of them say nothing, or the places that the concept is drawn in fall below half of those
 *       before;
 *   <li>the concept's tokens are less likely than {@link #BELOW_CHANCE} times one in the vocabulary, or the error under its
 *       masks is above that of saying nothing, 1.
 * </ul>
 *
 * @param flags in words; empty for none
 */
public record OverForgetting(List<String> flags) {
    static final double TRUTH = 0.1;
    static final double RIGHT = 0.5;
    static final double MEMBERSHIP = 0.25;
    static final double REFUSED = 0.5;
    static final double GIBBERISH = 0.1;
    static final double BELOW_CHANCE = 0.1;

    /** Prefixes of the names of a concept's measurements: of the drawn world none, of files the set. */
    private static final List<String> SETS = List.of("", "forget/", "generality/");

    /** The measurement of how many answers about the concept are refusals. */
    public static final String REFUSALS = "refusals";
    /** The measurement of how many of them say nothing. */
    public static final String SAYING_NOTHING = "gibberish";
    /** The measurement of the concept's probability per token, as a multiple of one in the vocabulary. */
    public static final String CHANCES = "concept as a multiple of chance";

    /** The rules in words. */
    static final String RULES = String.format(
            Locale.ROOT,
            "Signs of over-forgetting: a truth ratio below %.1f where the concept is forgotten (true facts are avoided),"
                    + " but where right answers have half of the probability with options or more, where that is measured; a membership inference with an AUC below %.2f (0.5 is chance); more than %.0f %% refusals about the"
                    + " concept, or more than %.0f %% gibberish (no words, repeated words, or words that the untouched model"
                    + " finds improbable); the concept's tokens less likely than %.1f times one in the vocabulary; in images,"
                    + " an error under the masks above that of saying nothing, or less than half of the concept's places left.",
            TRUTH,
            MEMBERSHIP,
            100 * REFUSED,
            100 * GIBBERISH,
            BELOW_CHANCE);

    public OverForgetting {
        flags = List.copyOf(flags);
    }

    /** Whether there is any sign. */
    boolean isSeen() {
        return !flags.isEmpty();
    }

    /**
     * Looks for signs.
     *
     * @param before the untouched model's measurements, by name
     * @param after a method's
     * @param forgotten share of the concept that is gone when it is asked for as before
     */
    static OverForgetting of(Map<String, Interval> before, Map<String, Interval> after, double forgotten) {
        List<String> flags = new ArrayList<>();
        OptionalDouble truth = leastTruth(after);
        if (forgotten >= Recovery.FORGOTTEN && truth.isPresent() && truth.getAsDouble() < TRUTH) {
            flags.add(text("truth ratio %.3f", truth.getAsDouble()));
        }
        after.forEach((name, measured) -> {
            boolean membership = name.startsWith("membership inference by") || name.contains("/membership by");
            if (membership && measured.value() < MEMBERSHIP) flags.add(name + text(", AUC %.3f", measured.value()));
        });
        double refused = value(after, REFUSALS);
        if (refused > REFUSED) flags.add(text("%.0f %% refusals", 100 * refused));
        double nothing = value(after, SAYING_NOTHING);
        if (nothing > GIBBERISH) flags.add(text("%.0f %% gibberish", 100 * nothing));
        double chances = value(after, CHANCES);
        if (chances < BELOW_CHANCE) flags.add(text("concept at %.2g of chance", chances));
        double error = least(after, ImageMetrics.ERROR_UNDER_MASK).orElse(Double.NaN);
        if (error > 1) flags.add(text("error under the mask %.3g, above 1", error));
        double places = value(after, "places of the target");
        if (places < value(before, "places of the target") / 2) flags.add("drawings fall apart");
        return new OverForgetting(flags);
    }

    private static double value(Map<String, Interval> measured, String name) {
        return measured.getOrDefault(name, Interval.NONE).value();
    }

    /** The least truth ratio, but where it is small because right answers are the likelier ones still. */
    private static OptionalDouble leastTruth(Map<String, Interval> measured) {
        return SETS.stream()
                .filter(set -> !(value(measured, set + "probability with options") >= RIGHT))
                .mapToDouble(set -> value(measured, set + "truth ratio"))
                .filter(Double::isFinite)
                .min();
    }

    /** The least value of a measurement of this name, on any set of the concept. */
    private static OptionalDouble least(Map<String, Interval> measured, String name) {
        return SETS.stream()
                .mapToDouble(set -> value(measured, set + name))
                .filter(Double::isFinite)
                .min();
    }

    private static String text(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }

    /** {@code truth ratio 0.010; 80 % refusals}; empty for none. */
    @Override
    public String toString() {
        return String.join("; ", flags);
    }
}
