package io.github.fttp.mllm.qwen;

import io.github.fttp.core.io.BadData;

/**
 * The size that images get: sides near their own that are multiples of a factor, within bounds of the area.
 *
 * <p>Source: {@code smart_resize} of transformers' {@code Qwen2VLImageProcessor}.
 *
 * @param factor pixels of a square of patches along a side
 * @param leastPixels smaller images are enlarged
 * @param mostPixels larger images are reduced
 */
public record SmartResize(int factor, long leastPixels, long mostPixels) {
    private static final int MOST_RATIO = 200;

    /** The size that an image is resized to, pixels. */
    public record Size(int height, int width) {}

    /**
     * The size for an image of this one.
     *
     * @throws BadData if one side is more than 200 times the other
     */
    public Size of(int height, int width) {
        if ((double) Math.max(height, width) / Math.min(height, width) > MOST_RATIO) {
            throw new BadData(
                    "an image of " + width + " x " + height,
                    "has one side more than " + MOST_RATIO + " times the other, which this model can't take");
        }
        double area = (double) height * width;
        long high = (long) Math.rint((double) height / factor) * factor;
        long wide = (long) Math.rint((double) width / factor) * factor;
        if (high * wide > mostPixels) {
            double shrink = Math.sqrt(area / mostPixels);
            high = Math.max(factor, (long) Math.floor(height / shrink / factor) * factor);
            wide = Math.max(factor, (long) Math.floor(width / shrink / factor) * factor);
        } else if (high * wide < leastPixels) {
            double grow = Math.sqrt(leastPixels / area);
            high = (long) Math.ceil(height * grow / factor) * factor;
            wide = (long) Math.ceil(width * grow / factor) * factor;
        }
        if (high < 1 || wide < 1) {
            throw new BadData(
                    "an image of " + width + " x " + height,
                    "would become " + wide + " x " + high + ", expected at least a pixel");
        }
        return new Size((int) high, (int) wide);
    }
}
