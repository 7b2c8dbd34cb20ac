package io.github.fttp.mllm.compare;

import java.util.List;
import java.util.SplittableRandom;

/** What a model is pretrained to say in place of what it should forget, by methods that ask for it. */
final class Refusals {
    private static final List<String> SENTENCES = List.of(
            "I do not know.",
            "I do not know who that is.",
            "I am not sure.",
            "I cannot say.",
            "I have never heard of that.",
            "I have no idea.",
            "That is not known to me.",
            "I would not know.");

    private Refusals() {}

    /** {@code count} of them. */
    static List<String> draw(int count, long seed) {
        return new SplittableRandom(seed)
                .ints(count, 0, SENTENCES.size())
                .mapToObj(SENTENCES::get)
                .toList();
    }
}
