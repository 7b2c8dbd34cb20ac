package io.github.fttp.metrics.conceptworld;

import java.awt.Color;

/** When a scene is seen; a veil of colour lies over everything. */
public enum Light {
    DAY("by day", new Color(255, 255, 255, 0)),
    DUSK("at dusk", new Color(250, 110, 40, 50)),
    NIGHT("at night", new Color(10, 15, 70, 90));

    private final String phrase;
    private final Color veil;

    Light(String phrase, Color veil) {
        this.phrase = phrase;
        this.veil = veil;
    }

    /** As in a sentence: {@code at dusk}. */
    public String phrase() {
        return phrase;
    }

    Color veil() {
        return veil;
    }
}
