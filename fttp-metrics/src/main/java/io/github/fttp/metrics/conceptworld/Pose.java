package io.github.fttp.metrics.conceptworld;

import java.util.Locale;

/** Things that a character is doing. */
public enum Pose {
    STANDING,
    WAVING,
    CHEERING,
    JUMPING;

    /** As in a sentence. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
