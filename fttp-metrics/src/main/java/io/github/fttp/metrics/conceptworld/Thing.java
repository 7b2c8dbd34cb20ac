package io.github.fttp.metrics.conceptworld;

import java.util.Locale;

/** Objects without names. */
public enum Thing {
    BALL("balls"),
    BOX("boxes"),
    FLOWER("flowers"),
    LANTERN("lanterns"),
    KITE("kites"),
    BARREL("barrels");

    private final String plural;

    Thing(String plural) {
        this.plural = plural;
    }

    /** One of them, without article. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Several of them. */
    public String plural() {
        return plural;
    }
}
