package io.github.fttp.examples.compare;

import io.github.fttp.metrics.conceptworld.Split;
import java.util.ArrayList;
import java.util.List;

/** How much is asked. */
enum Effort {
    /** Hardly anything: that it works at all. */
    GLIMPSE(12, false),
    /** Hardly anything of everything. */
    THOROUGH_GLIMPSE(12, true),
    /** Half of it, to choose settings by. */
    TRIAL(2, false),
    /** Half of everything. */
    HALF(2, false),
    /** Everything. */
    FULL(1, false),
    /** Everything, and how easily what was forgotten comes back. */
    THOROUGH(1, true);

    private final int share;
    private final boolean robustness;

    Effort(int share, boolean robustness) {
        this.share = share;
        this.robustness = robustness;
    }

    /** So many of {@code all}, at least one. */
    int of(int all) {
        return Math.max(1, all / share);
    }

    /** So many of them, evenly spread, at least one. */
    <T> List<T> of(List<T> all) {
        List<T> some = new ArrayList<>();
        for (int i = 0; i < all.size(); i += share) some.add(all.get(i));
        return some;
    }

    /** Where questions come from. */
    Split asked() {
        return this == TRIAL ? Split.VALIDATION : Split.TEST;
    }

    /** Whether to keep something of a run to look at: of the first draw, unless it only serves to choose a setting. */
    boolean shown(Cell cell) {
        return this != TRIAL && cell.draw() == 0;
    }

    /** Whether to measure how easily what was forgotten comes back. */
    boolean robustness() {
        return robustness;
    }
}
