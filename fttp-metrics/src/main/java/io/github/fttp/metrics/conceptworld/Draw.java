package io.github.fttp.metrics.conceptworld;

import java.util.List;
import java.util.SplittableRandom;

/** Random choices. */
final class Draw {
    private Draw() {}

    /** One of them, all equally likely. */
    @SafeVarargs
    static <T> T from(SplittableRandom random, T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    /** One of them, all equally likely. */
    static <T> T from(SplittableRandom random, List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
