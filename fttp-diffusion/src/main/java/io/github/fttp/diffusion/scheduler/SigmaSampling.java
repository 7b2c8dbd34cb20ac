package io.github.fttp.diffusion.scheduler;

/**
 * A run on noise levels: the state is {@code x = x0 + sigma noise}, the model sees {@code x / sqrt(sigma^2 + 1)}, and along
 * its path {@code dx / dsigma = (x - x0) / sigma}.
 */
abstract class SigmaSampling extends LevelSampling {
    SigmaSampling(SigmaGrid grid, TimestepSpacing spacing) {
        super(grid.timesteps(), initNoiseSigma(grid.sigmas()[0], spacing), grid.sigmas());
    }

    /** The others begin at the last time step, where the noise is all that counts. */
    private static double initNoiseSigma(double first, TimestepSpacing spacing) {
        return spacing == TimestepSpacing.LEADING ? Math.sqrt(first * first + 1) : first;
    }

    @Override
    final double share(int i) {
        return 1;
    }

    @Override
    public final float[] scaledInput(int i, float[] sample) {
        double scale = alpha(i);
        float[] scaled = new float[sample.length];
        for (int k = 0; k < scaled.length; k++) scaled[k] = (float) (scale * sample[k]);
        return scaled;
    }

    /** Gives the factor that makes a state at this level one of variance 1. */
    private double alpha(int i) {
        return 1 / Math.sqrt(sigma(i) * sigma(i) + 1);
    }

    /** {@code dx / dsigma} at step {@code i}. */
    final double[] slope(int i, float[] output, float[] sample, Prediction prediction) {
        return slope(i, output, sample, prediction, Double.POSITIVE_INFINITY);
    }

    /** Computes it with the predicted clean sample kept within plus and minus {@code clipRange}. */
    final double[] slope(int i, float[] output, float[] sample, Prediction prediction, double clipRange) {
        double alpha = alpha(i);
        double sigma = alpha * sigma(i);
        double[] slope = new double[sample.length];
        for (int k = 0; k < slope.length; k++) {
            double x0 = Clip.to(clipRange, prediction.x0(output[k], alpha * sample[k], alpha, sigma));
            slope[k] = (sample[k] - x0) / sigma(i);
        }
        return slope;
    }

    /** {@code x0 + sigma_t noise} for a batch; arguments as in {@link Scheduler#addNoise}. */
    static float[] addNoise(NoiseLevels levels, float[] x0, float[] noise, float... timesteps) {
        int each = Samples.each(x0, noise, timesteps.length);
        float[] noisy = new float[x0.length];
        for (int b = 0; b < timesteps.length; b++) {
            double sigma = levels.logarithmicallyAt(timesteps[b]);
            for (int i = b * each; i < (b + 1) * each; i++) noisy[i] = (float) (x0[i] + sigma * noise[i]);
        }
        return noisy;
    }
}
