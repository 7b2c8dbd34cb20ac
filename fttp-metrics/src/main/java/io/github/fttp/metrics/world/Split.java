package io.github.fttp.metrics.world;

/** What pictures and sentences are for; none of one stands in another. */
public enum Split {
    /** What models are taught with. */
    TEACHING,
    /** What is given to an unlearning method. */
    FORGET,
    /** What methods that keep something are given to keep, and choices of settings are judged with. */
    VALIDATION,
    /** What is asked in the end. */
    TEST
}
