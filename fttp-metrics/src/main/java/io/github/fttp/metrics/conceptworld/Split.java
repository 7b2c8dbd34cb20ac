package io.github.fttp.metrics.conceptworld;

import java.util.SplittableRandom;

/** Purposes of images and sentences; none of one stands in another. */
public enum Split {
    /** Models are pretrained with these: half of all. */
    PRETRAINING("TEACHING", 0, 4),
    /** An unlearning method is given these to forget. */
    FORGET("FORGET", 4, 5),
    /** A method that keeps something is given these to keep. */
    RETAIN("RETAIN", 5, 6),
    /** Settings are chosen by these. */
    VALIDATION("VALIDATION", 6, 7),
    /** These are asked in the end. */
    TEST("TEST", 7, 8);

    private static final int EIGHTHS = 8;

    /** Seeds all that is drawn for it, so that it stays whatever the purpose is called. */
    private final String seeding;

    private final int from;
    private final int to;

    Split(String seeding, int from, int to) {
        this.seeding = seeding;
        this.from = from;
        this.to = to;
    }

    /** The numbers that follow from it and a world's seed, for each matter its own. */
    SplittableRandom random(long seed, String matter) {
        return new SplittableRandom(31 * (31 * seed + seeding.hashCode()) + matter.hashCode());
    }

    /** Whether a sentence belongs here, which follows from its words and the world's seed. */
    boolean has(long seed, String text) {
        int eighth = new SplittableRandom(31 * seed + text.hashCode()).nextInt(EIGHTHS);
        return eighth >= from && eighth < to;
    }
}
