package io.github.fttp.metrics.conceptworld;

import java.util.Locale;

/**
 * The look of a character.
 *
 * @param body its shape
 * @param colour of the body
 * @param pattern on the body
 * @param trim colour of the pattern, the headwear and the accessory
 * @param headwear what it wears
 * @param accessory what it carries
 */
public record Look(Body body, Hue colour, Pattern pattern, Hue trim, Headwear headwear, Accessory accessory) {
    /** Shapes of bodies. */
    public enum Body {
        ROUND,
        SQUARE,
        TALL,
        TRIANGLE,
        PEAR,
        DIAMOND
    }

    /** Patterns that are painted on a body. */
    public enum Pattern {
        PLAIN,
        STRIPES,
        DOTS,
        CHECKS,
        BELLY
    }

    /** Things on a head. */
    public enum Headwear {
        NONE,
        CONE,
        CAP,
        CROWN,
        BOW,
        ANTENNAE,
        TOP_HAT
    }

    /** Things in a hand, around a neck or in a face. */
    public enum Accessory {
        NONE,
        SCARF,
        GLASSES,
        BALLOON,
        CANE,
        BAG
    }

    /** Counts those of its six traits that another look has as well. */
    public int shared(Look other) {
        int shared = body == other.body ? 1 : 0;
        if (colour == other.colour) shared++;
        if (pattern == other.pattern) shared++;
        if (trim == other.trim) shared++;
        if (headwear == other.headwear) shared++;
        if (accessory == other.accessory) shared++;
        return shared;
    }

    /** Whether body and colour are the same: told apart by details alone. */
    public boolean isNear(Look other) {
        return body == other.body && colour == other.colour;
    }

    /** Says all of it: {@code a round red figure with white dots, a white pointed hat on its head and a white scarf}. */
    String words() {
        return "a " + lower(body) + " " + colour.word() + " figure with " + patternWords() + ", " + headwearWords()
                + " on its head and " + accessoryWords();
    }

    /** As in a sentence: {@code white dots}. */
    String patternWords() {
        return pattern == Pattern.PLAIN
                ? "no pattern"
                : (pattern == Pattern.BELLY ? "a " : "") + trim.word() + " " + lower(pattern);
    }

    /** As in a sentence: {@code an orange top hat}. */
    String headwearWords() {
        return switch (headwear) {
            case NONE -> "nothing";
            case ANTENNAE -> trim.word() + " antennae";
            case CONE -> aTrim() + " pointed hat";
            case TOP_HAT -> aTrim() + " top hat";
            case CAP, CROWN, BOW -> aTrim() + " " + lower(headwear);
        };
    }

    private String accessoryWords() {
        return switch (accessory) {
            case NONE -> "no more";
            case GLASSES -> trim.word() + " glasses";
            case SCARF, BALLOON, CANE, BAG -> aTrim() + " " + lower(accessory);
        };
    }

    private String aTrim() {
        return Facts.article(trim.word()) + " " + trim.word();
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }
}
