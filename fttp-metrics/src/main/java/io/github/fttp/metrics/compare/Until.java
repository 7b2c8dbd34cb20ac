package io.github.fttp.metrics.compare;

import java.util.Locale;
import java.util.Map;

/** Says what ends a run. */
public enum Until {
    /** All steps are made, whatever is forgotten by then. */
    STEPS,
    /** The concept is gone in data that is not trained on; the steps are the most that are made. See {@link Waypoint#gone}. */
    GONE;

    /** By the words of task files. */
    static final Map<String, Until> WORDS = Map.of(STEPS.toString(), STEPS, GONE.toString(), GONE);

    /** As task files call it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
