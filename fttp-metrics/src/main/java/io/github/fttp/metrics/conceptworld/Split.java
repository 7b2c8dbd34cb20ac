package io.github.fttp.metrics.conceptworld;

import java.util.SplittableRandom;

/** What images and sentences are for; none of one stands in another. */
public enum Split {
    /** What models are pretrained with: half of all. */
    TEACHING(0, 4),
    /** What is given to an unlearning method to forget. */
    FORGET(4, 5),
    /** What is given to one that keeps something, to keep. */
    RETAIN(5, 6),
    /** What settings are chosen by. */
    VALIDATION(6, 7),
    /** What is asked in the end. */
    TEST(7, 8);

    private static final int EIGHTHS = 8;

    private final int from;
    private final int to;

    Split(int from, int to) {
        this.from = from;
        this.to = to;
    }

    /** Whether a sentence belongs here, which follows from its words and the world's seed. */
    boolean has(long seed, String text) {
        int eighth = new SplittableRandom(31 * seed + text.hashCode()).nextInt(EIGHTHS);
        return eighth >= from && eighth < to;
    }
}
