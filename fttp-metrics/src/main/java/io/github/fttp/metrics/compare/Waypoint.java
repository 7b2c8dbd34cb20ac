package io.github.fttp.metrics.compare;

import io.github.fttp.core.io.Json;
import io.github.fttp.metrics.statistics.HarmonicMean;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A look at a run on data of the concept that it neither trains on nor is measured on in the end. The larger a value, the more
 * is there; NaN where there is none.
 *
 * @param step of the optimiser, 0 for the model as it was; of methods without steps, the strength's step
 * @param said share of prompts to which the concept is still named or drawn; not asked where {@code left} says enough. What was
 *     not drawn again counts as it did at the look before
 * @param left how much of the way from chance to certainty the concept's likelihood is, from 0 to 1
 * @param concept conceptual knowledge: of words the geometric mean of the probabilities of the concept's tokens, of images the
 *     inverse error under the mask
 * @param rest natural knowledge: likewise of the other tokens of the same answers, or outside the mask
 * @param others what is known of other concepts
 */
public record Waypoint(int step, double said, double left, double concept, double rest, double others) {
    /** A concept that is said in at most this share is gone. */
    public static final double GONE = 0.05;

    /** Tells nothing but the step: there is no data to look at. */
    public static Waypoint unseen(int step) {
        return new Waypoint(step, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }

    /** Reads {@link #values}. */
    static Waypoint of(int step, Json values) {
        return new Waypoint(
                step,
                value(values, "said"),
                value(values, "left"),
                value(values, "concept"),
                value(values, "rest"),
                value(values, "others"));
    }

    private static double value(Json values, String name) {
        Json value = values.field(name);
        return value.isNull() ? Double.NaN : value.number(); // a log has no NaN
    }

    /** By name, as a log has them. */
    Map<String, Double> values() {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("said", said);
        values.put("left", left);
        values.put("concept", concept);
        values.put("rest", rest);
        values.put("others", others);
        return values;
    }

    /** Whether there was nothing to tell by whether the concept is gone. */
    boolean isBlind() {
        return Double.isNaN(said) && Double.isNaN(left);
    }

    /** Whether the concept is gone: said in at most 5 %, as far as that was asked, and no likelier than chance. */
    public boolean gone() {
        return !isBlind() && !(said > GONE) && !(left > 0);
    }

    /**
     * How far the concept is gone, from 0 to 1: of what is said and of likelihood that which went less.
     *
     * @param first of the model as it was
     */
    public double forgotten(Waypoint first) {
        double ofSaid = said / (first.said > 0 ? first.said : 1);
        double ofLeft = left / (first.left > 0 ? first.left : 1);
        double there = Double.isNaN(ofSaid) ? ofLeft : Double.isNaN(ofLeft) ? ofSaid : Math.max(ofSaid, ofLeft);
        return 1 - Math.max(0, Math.min(1, there));
    }

    /**
     * How much of everything else is left, from 0 to 1: the harmonic mean of natural knowledge and of what is known of others, as
     * far as there is any; NaN where there is neither.
     *
     * @param first of the model as it was
     */
    public double kept(Waypoint first) {
        double ofRest = Math.min(1, rest / first.rest);
        double ofOthers = Math.min(1, others / first.others);
        if (Double.isNaN(ofOthers)) return ofRest;
        return Double.isNaN(ofRest) ? ofOthers : HarmonicMean.of(ofRest, ofOthers);
    }
}
