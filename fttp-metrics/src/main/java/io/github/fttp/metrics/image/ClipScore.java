package io.github.fttp.metrics.image;

/** How well an image shows what a text says (Hessel et al. 2021): {@code max(100 cos, 0)}, each pair by itself. */
public final class ClipScore {
    private ClipScore() {}

    /**
     * Computes the score of one pair.
     *
     * @param image CLIP's projected features of the image, of any norm but 0
     * @param text of the text, equally long
     */
    public static double of(double[] image, double... text) {
        if (image.length != text.length) {
            throw new IllegalArgumentException("features of " + image.length + " and " + text.length + " values");
        }
        double product = 0;
        double squares = 0;
        double others = 0;
        for (int i = 0; i < image.length; i++) {
            product += image[i] * text[i];
            squares += image[i] * image[i];
            others += text[i] * text[i];
        }
        if (!(squares * others > 0)) throw new IllegalArgumentException("features that are all 0 point nowhere");
        return Math.max(0, 100 * product / Math.sqrt(squares * others));
    }
}
