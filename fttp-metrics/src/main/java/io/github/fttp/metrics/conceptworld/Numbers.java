package io.github.fttp.metrics.conceptworld;

import java.util.List;

/** Small numbers as words. */
final class Numbers {
    private static final List<String> WORDS = List.of("no", "one", "two", "three");

    private Numbers() {}

    static String word(int number) {
        return WORDS.get(number);
    }
}
