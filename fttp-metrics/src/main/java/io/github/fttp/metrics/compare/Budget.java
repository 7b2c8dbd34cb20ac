package io.github.fttp.metrics.compare;

import java.util.ArrayList;
import java.util.List;

/** How much is asked. */
public enum Budget {
    /** Hardly anything: that it works at all. */
    SMALLEST(12, false),
    /** Hardly anything of everything. */
    THOROUGH_SMALLEST(12, true),
    /** Half of it, to choose settings by. */
    VALIDATION(2, false),
    /** Half of everything. */
    HALF(2, false),
    /** Everything. */
    FULL(1, false),
    /** Everything, and how easily what was forgotten comes back. */
    THOROUGH(1, true);

    private final int share;
    private final boolean robustness;

    Budget(int share, boolean robustness) {
        this.share = share;
        this.robustness = robustness;
    }

    /** So many of {@code all}, at least one. */
    public int of(int all) {
        return Math.max(1, all / share);
    }

    /** So many of them, evenly spread, at least one. */
    public <T> List<T> of(List<T> all) {
        List<T> some = new ArrayList<>();
        for (int i = 0; i < all.size(); i += share) some.add(all.get(i));
        return some;
    }

    /** Whether it serves to choose a setting: what is asked then is not what is asked in the end. */
    public boolean validates() {
        return this == VALIDATION;
    }

    /** Whether to keep something of a run to look at: of the first draw, unless it only serves to choose a setting. */
    public boolean shown(Trial trial) {
        return !validates() && trial.draw() == 0;
    }

    /** Whether to measure how easily what was forgotten comes back. */
    public boolean robustness() {
        return robustness;
    }
}
