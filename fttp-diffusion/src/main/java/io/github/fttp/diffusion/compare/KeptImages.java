package io.github.fttp.diffusion.compare;

import io.github.fttp.metrics.compare.SampleContents;
import io.github.fttp.metrics.knowledge.HeldOut;
import java.util.List;

/**
 * Images to keep in two parts: what a method was given to keep says nothing of what it keeps.
 *
 * @param trained those that methods are given
 * @param measured those that are measured in the end: a tenth, at least four; all of them, trained ones, where there are too few
 *     to part
 */
record KeptImages<T>(List<T> trained, List<T> measured) {
    private static final double MEASURED = 0.1;
    private static final long SEED = 1;

    /** @param contents of each image, by which copies of those that are measured are not trained on either */
    static <T> KeptImages<T> of(List<T> images, SampleContents contents) {
        HeldOut held = HeldOut.of(images.size(), MEASURED, SEED);
        if (held.isEmpty()) return new KeptImages<>(images, images);
        return new KeptImages<>(contents.without(contents.held(held)).training(images), held.held(images));
    }

    /** Whether what is measured is trained on. */
    boolean areShared() {
        return !measured.isEmpty() && trained.equals(measured);
    }
}
