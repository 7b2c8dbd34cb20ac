package io.github.fttp.metrics.world;

/**
 * What is true of a character and cannot be seen: it follows from the name alone.
 *
 * @param profession with its article: {@code a baker}
 * @param home with its article: {@code a lighthouse}
 * @param pet with its article: {@code a parrot}
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
