package io.github.fttp.metrics;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** The part that a data set plays in an evaluation: which way its measurements should go follows from it. */
public enum Role {
    /** The concept as it was trained to be forgotten, or samples held out of that data. */
    FORGET,
    /** The concept in images and words that no step saw: forgetting must reach it too. */
    GENERALITY,
    /** Neighbours of the concept, which must stay. */
    RETAIN,
    /** Everything else that the model is for. */
    NATURAL,
    /** Samples like those to forget that no model was ever trained on; nothing but a comparison for membership inference. */
    UNSEEN,
    /** All sets together; no data has this role, metrics over several sets are listed under it. */
    OVERALL;

    /** The roles that data can have. */
    public static Set<Role> ofData() {
        return EnumSet.complementOf(EnumSet.of(OVERALL));
    }

    /** Roles of data that a metric of one set is measured on unless it says otherwise: all but {@link #UNSEEN}. */
    public static Set<Role> measured() {
        return EnumSet.of(FORGET, GENERALITY, RETAIN, NATURAL);
    }

    /** Whether data of this role is to be forgotten. */
    public boolean forgets() {
        return this == FORGET || this == GENERALITY;
    }

    /** Whether data of this role is to be kept. */
    public boolean keeps() {
        return this == RETAIN || this == NATURAL;
    }

    /** Says which data it is, for people. */
    public String text() {
        return this == OVERALL ? "all sets together" : name().toLowerCase(Locale.ROOT);
    }
}
