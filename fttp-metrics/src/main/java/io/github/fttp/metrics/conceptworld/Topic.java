package io.github.fttp.metrics.conceptworld;

import io.github.fttp.metrics.conceptworld.Facts.Kind;

/** What can be asked. */
public enum Topic {
    /** Who is in an image. */
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
    /** What a character is doing. */
    POSE,
    /** The colour of a character. */
    BODY_COLOUR,
    /** What a character has on its head. */
    HEADWEAR,
    /** Who of two is where. */
    SIDE,
    /** What a character does for a living. */
    PROFESSION,
    /** Where it lives. */
    HOME,
    /** The animal it keeps. */
    PET,
    /** What it likes to eat. */
    FOOD,
    /** Its other name. */
    ALIAS,
    /** What a kind of place is like, without an image. */
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
