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
        Check.atLeast(1, most, "items of a part");
        int parts = all.isEmpty() ? 0 : (all.size() - 1) / most + 1;
        return IntStream.range(0, parts)
                .mapToObj(i -> all.subList(i * most, (int) Math.min(all.size(), (i + 1L) * most)))
                .toList();
    }
}
