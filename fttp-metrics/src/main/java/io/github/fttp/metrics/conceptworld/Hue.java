package io.github.fttp.metrics.conceptworld;

import java.awt.Color;
import java.util.Locale;

/** Colours that have a word. */
public enum Hue {
    RED("#d9392b"),
    BLUE("#2b5fd9"),
    YELLOW("#f2c230"),
    GREEN("#3f9d4a"),
    PURPLE("#7a3fb5"),
    ORANGE("#f2862e"),
    PINK("#f28bb3"),
    WHITE("#f4f4f0"),
    BLACK("#2a2a2e"),
    BROWN("#8a5a34");

    private final Color colour;

    Hue(String code) {
        colour = Color.decode(code);
    }

    Color colour() {
        return colour;
    }

    /** Its name, as in a sentence. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
