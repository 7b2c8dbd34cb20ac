package io.github.fttp.metrics.conceptworld;

import io.github.fttp.metrics.conceptworld.Facts.Kind;

/** Topics that can be asked about. */
public enum Topic {
    /** Question who is in an image. */
    WHO,
    /** Everything that an image shows. */
    DESCRIPTION,
    /** The place of an image. */
    PLACE,
    /** Its light. */
    LIGHT,
    /** Its objects. */
    THINGS,
    /** How many objects. */
    COUNT,
    /** The colour of its objects. */
    THING_COLOUR,
    /** The pose of a character. */
    POSE,
    /** The colour of a character. */
    BODY_COLOUR,
    /** The things a character has on its head. */
    HEADWEAR,
    /** Question who of two is where. */
    SIDE,
    /** The work a character does for a living. */
    PROFESSION,
    /** Where it lives. */
    HOME,
    /** The animal it keeps. */
    PET,
    /** The food it likes to eat. */
    FOOD,
    /** Its other name. */
    ALIAS,
    /** The nature of a kind of place, without an image. */
    NATURE;

    /** Whether it is a fact that cannot be seen. */
    boolean isFact() {
        return switch (this) {
            case PROFESSION, HOME, PET, FOOD -> true;
            default -> false;
        };
    }

    /** The topic of a kind of fact. */
    static Topic of(Kind kind) {
        return valueOf(kind.name());
    }
}
