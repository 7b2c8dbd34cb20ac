package io.github.fttp.metrics.conceptworld;

import java.util.SplittableRandom;

/** Images as they come from elsewhere: a little noisy, a little blurred, or of nothing at all. */
final class Disturbance {
    private static final double MOST_NOISE = 0.15;

    private Disturbance() {}

    /** A third stay sharp, all get noise of a size of their own. */
    static float[] of(SplittableRandom random, float[] image, int side) {
        float[] disturbed = random.nextInt(3) == 0 ? image.clone() : blurred(image, side, random.nextDouble());
        double noise = MOST_NOISE * random.nextDouble();
        for (int i = 0; i < disturbed.length; i++) disturbed[i] += (float) (noise * random.nextGaussian());
        return disturbed;
    }

    /** An image of nothing: squares of random colours, as fine as pixels or as coarse as the image. */
    static float[] nothing(SplittableRandom random, int side) {
        int square = 1 << random.nextInt(Integer.numberOfTrailingZeros(side) + 1);
        float[] colours = new float[3 * side * side];
        for (int i = 0; i < colours.length; i++) colours[i] = 2 * random.nextFloat() - 1;
        float[] nothing = new float[colours.length];
        for (int i = 0; i < nothing.length; i++) {
            int plane = i / (side * side) * side * side;
            int row = i / side % side / square;
            int column = i % side / square;
            nothing[i] = colours[plane + row * side + column];
        }
        return nothing;
    }

    /** Each pixel mixed with the mean of itself and its eight neighbours. */
    private static float[] blurred(float[] image, int side, double share) {
        float[] blurred = new float[image.length];
        for (int i = 0; i < image.length; i++) {
            int plane = i / (side * side) * side * side;
            int row = i / side % side;
            int column = i % side;
            float sum = 0;
            for (int y = -1; y <= 1; y++) {
                for (int x = -1; x <= 1; x++) {
                    sum += image[plane + clamp(row + y, side) * side + clamp(column + x, side)];
                }
            }
            blurred[i] = (float) (share * sum / 9 + (1 - share) * image[i]);
        }
        return blurred;
    }

    private static int clamp(int at, int side) {
        return Math.max(0, Math.min(side - 1, at));
    }
}
