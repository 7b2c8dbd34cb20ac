package io.github.fttp.metrics.compare;

import java.util.ArrayList;
import java.util.List;

/** How much is asked. */
public enum Budget {
    /** Hardly anything: that it works at all. */
    SMALLEST(12),
    /** Half of it, to choose settings by. */
    VALIDATION(2),
    /** Half of everything. */
    HALF(2),
    /** Everything. */
    FULL(1);

    private final int share;

    Budget(int share) {
        this.share = share;
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
}
