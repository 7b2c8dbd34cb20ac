package io.github.fttp.core.mask;

import java.util.Locale;

/** The role of a shape's pixels, by the labels that labelme's converters reserve. */
enum ShapeRole {
    /** They show what the label names. */
    CONCEPT,
    /** They show nothing of it, whatever was drawn there before: {@code _background_}, {@code __background__}. */
    BACKGROUND,
    /** They count for neither side: {@code __ignore__}, {@code _ignore_}. */
    IGNORED;

    /** Upper and lower case are the same. */
    static ShapeRole of(String label) {
        return switch (label.strip().toLowerCase(Locale.ROOT)) {
            case "_background_", "__background__" -> BACKGROUND;
            case "_ignore_", "__ignore__" -> IGNORED;
            default -> CONCEPT;
        };
    }
}
