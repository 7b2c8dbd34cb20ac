package io.github.fttp.core.loss;

/** By what weights are divided. */
public enum Normalisation {
    /** By the number of all elements that count: FTTP's, where ascent weakens as the concept's share falls. */
    ALL_COUNTED,
    /** The concept's part by the sum of its mask values, the rest by its own: each part is a mean, whatever its share. */
    BY_PART
}
