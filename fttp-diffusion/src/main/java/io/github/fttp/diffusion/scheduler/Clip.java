package io.github.fttp.diffusion.scheduler;

/** Keeps a predicted clean sample within the range of images; models of latents don't. */
final class Clip {
    private Clip() {}

    static void require(double range) {
        if (!(range > 0)) throw new IllegalArgumentException("clip range must be above 0, was " + range);
    }

    static double to(double range, double value) {
        return Math.max(-range, Math.min(range, value));
    }
}
