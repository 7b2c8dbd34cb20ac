package io.github.fttp.metrics.image;

/**
 * An image to draw.
 *
 * @param text of the prompt
 * @param seed of its noise: models draw the same image as far as they know the same
 * @param label that a classifier of the concept's domain should find in the image; empty for the one that the text names
 * @param crossLabel likewise of the other domain
 */
public record DrawingPrompt(String text, long seed, String label, String crossLabel) {
    /** One whose labels are those that its text names. */
    public DrawingPrompt(String text, long seed) {
        this(text, seed, "", "");
    }
}
