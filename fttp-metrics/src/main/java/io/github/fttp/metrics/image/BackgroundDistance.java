package io.github.fttp.metrics.image;

import io.github.fttp.core.image.Image;
import io.github.fttp.core.mask.PixelMask;

/**
 * How much of an image changed where it should not: the root of the mean square of what colours differ by, over the pixels
 * outside a mask, from 0 (nothing) to 1 (black to white everywhere). For images made before and after unlearning with the
 * same prompt and seed.
 */
public final class BackgroundDistance {
    private BackgroundDistance() {}

    /**
     * @param mask of the concept; all of the same size
     * @return NaN if the mask covers everything
     */
    public static double of(Image before, Image after, PixelMask mask) {
        boolean fit = before.width() == after.width()
                && before.height() == after.height()
                && mask.width() == before.width()
                && mask.height() == before.height();
        if (!fit) {
            throw new IllegalArgumentException("images of " + before.width() + " x " + before.height() + " and "
                    + after.width() + " x " + after.height() + " and a mask of " + mask.width() + " x "
                    + mask.height());
        }
        byte[] one = before.rgb();
        byte[] other = after.rgb();
        double squares = 0;
        int count = 0;
        for (int i = 0; i < one.length; i++) {
            int pixel = i / 3;
            if (mask.covers(pixel / mask.width(), pixel % mask.width())) continue;
            double difference = ((one[i] & 0xff) - (other[i] & 0xff)) / 255.0;
            squares += difference * difference;
            count++;
        }
        return Math.sqrt(squares / count);
    }
}
