package io.github.fttp.core.mask;

import java.util.Arrays;

/**
 * A mask over the elements of a batch: label tokens of a text, latent values of an image.
 *
 * @param concept how much of the concept each element carries, in {@code [0, 1]}
 * @param counts which elements count at all; padding, prompts and the like don't
 */
public record ElementMask(float[] concept, boolean[] counts) {
    public ElementMask {
        if (concept.length != counts.length) {
            throw new IllegalArgumentException(concept.length + " mask values for " + counts.length + " elements");
        }
        for (int i = 0; i < concept.length; i++) {
            if (!(concept[i] >= 0 && concept[i] <= 1)) {
                throw new IllegalArgumentException("mask value " + i + " must be in [0, 1], was " + concept[i]);
            }
        }
        concept = concept.clone();
        counts = counts.clone();
    }

    /** A mask of which every element counts. */
    public static ElementMask of(float... concept) {
        boolean[] counts = new boolean[concept.length];
        Arrays.fill(counts, true);
        return new ElementMask(concept, counts);
    }

    /** Number of elements, counted or not. */
    public int size() {
        return concept.length;
    }

    /** Number of elements that count. */
    public int counted() {
        int counted = 0;
        for (boolean each : counts) {
            if (each) counted++;
        }
        return counted;
    }
}
