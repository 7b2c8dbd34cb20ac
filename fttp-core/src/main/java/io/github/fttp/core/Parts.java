package io.github.fttp.core;

import java.util.List;
import java.util.stream.IntStream;

/** Lists in parts, for work that takes a few at a time. */
public final class Parts {
    private Parts() {}

    /**
     * Cuts a list; none is copied.
     *
     * @param most in a part, at least 1; only the last part can have fewer
     */
    public static <T> List<List<T>> of(List<T> all, int most) {
        int parts = (all.size() + most - 1) / most;
        return IntStream.range(0, parts)
                .mapToObj(i -> all.subList(i * most, Math.min(all.size(), (i + 1) * most)))
                .toList();
    }
}
