package io.github.fttp.metrics.conceptworld;

/**
 * Facts that are true of a character and cannot be seen: it follows from the name alone.
 *
 * @param profession without an article: {@code baker}
 * @param home likewise: {@code lighthouse}
 * @param pet likewise: {@code parrot}
 * @param food what it likes best: {@code dumplings}
 */
public record Facts(String profession, String home, String pet, String food) {
    /** The kinds of facts. */
    public enum Kind {
        PROFESSION,
        HOME,
        PET,
        FOOD
    }

    /** Gives the article of a noun: {@code a} or {@code an}. */
    public static String article(String noun) {
        return "aeiou".indexOf(noun.charAt(0)) < 0 ? "a" : "an";
    }

    /** The fact of a kind. */
    public String get(Kind kind) {
        return switch (kind) {
            case PROFESSION -> profession;
            case HOME -> home;
            case PET -> pet;
            case FOOD -> food;
        };
    }
}
