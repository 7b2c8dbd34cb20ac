package io.github.fttp.metrics.image;

/** How well a picture shows what a text says (Hessel et al. 2021): {@code max(100 cos, 0)}, each pair by itself. */
public final class ClipScore {
    private ClipScore() {}

    /**
     * Of one pair.
     *
     * @param picture CLIP's projected features of the picture, of any norm but 0
     * @param text of the text, equally long
     */
    public static double of(double[] picture, double... text) {
        if (picture.length != text.length) {
            throw new IllegalArgumentException("features of " + picture.length + " and " + text.length + " values");
        }
        double product = 0;
        double squares = 0;
        double others = 0;
        for (int i = 0; i < picture.length; i++) {
            product += picture[i] * text[i];
            squares += picture[i] * picture[i];
            others += text[i] * text[i];
        }
        if (!(squares * others > 0)) throw new IllegalArgumentException("features that are all 0 point nowhere");
        return Math.max(0, 100 * product / Math.sqrt(squares * others));
    }
}
