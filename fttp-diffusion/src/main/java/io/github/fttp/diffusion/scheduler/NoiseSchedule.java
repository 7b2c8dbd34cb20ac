package io.github.fttp.diffusion.scheduler;

import io.github.fttp.core.Check;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * How much noise a sample holds at each time step {@code t} of training:
 * {@code x_t = sqrt(abar_t) x_0 + sqrt(1 - abar_t) noise} with {@code abar_t = (1 - beta_0) ... (1 - beta_t)}.
 *
 * <p>Computed in float32 as the reference has it, the running product in double and rounded at each step. Immutable.
 */
public final class NoiseSchedule {
    /** Value that newer references put in place of 0 at the last time step, so that its noise level is finite. */
    private static final float NEARLY_ZERO = 0x1p-24f;

    private final float[] betas;
    private final float[] alphasCumprod;

    private NoiseSchedule(float[] betas, float[] alphasCumprod) {
        this.betas = betas;
        this.alphasCumprod = alphasCumprod;
    }

    /**
     * From the noise added at each time step.
     *
     * @param betas at least 2
     * @throws IllegalArgumentException if {@code abar} does not fall, from below 1 to above 0, at each time step
     */
    public static NoiseSchedule ofBetas(float... betas) {
        Check.atLeast(2, betas.length, "number of betas");
        float[] alphasCumprod = cumulated(betas);
        requireFalling(alphasCumprod, betas.length);
        return new NoiseSchedule(betas.clone(), alphasCumprod);
    }

    /** Betas from {@code start} to {@code end} in equal steps; the reference's defaults are 1000, 0.0001, 0.02. */
    public static NoiseSchedule linear(int timesteps, double start, double end) {
        return ofBetas(linspace(start, end, timesteps));
    }

    /** Betas whose roots go in equal steps; Stable Diffusion 1.x has 1000, 0.00085, 0.012. */
    public static NoiseSchedule scaledLinear(int timesteps, double start, double end) {
        float[] betas = linspace(Math.sqrt(start), Math.sqrt(end), timesteps);
        for (int t = 0; t < timesteps; t++) betas[t] *= betas[t];
        return ofBetas(betas);
    }

    /** The cosine of Nichol and Dhariwal 2021, equation 17, with betas of at most 0.999; {@code squaredcos_cap_v2}. */
    public static NoiseSchedule cosine(int timesteps) {
        float[] betas = new float[timesteps];
        for (int t = 0; t < timesteps; t++) {
            double ratio = cosineBar((t + 1) / (double) timesteps) / cosineBar(t / (double) timesteps);
            betas[t] = (float) Math.min(1 - ratio, 0.999);
        }
        return ofBetas(betas);
    }

    /** {@code abar = exp(-12 t / T)}, with betas of at most 0.999; {@code exp}. */
    public static NoiseSchedule exponential(int timesteps) {
        float[] betas = new float[timesteps];
        Arrays.fill(betas, (float) Math.min(-Math.expm1(-12.0 / timesteps), 0.999));
        return ofBetas(betas);
    }

    private static double cosineBar(double time) {
        double cosine = Math.cos((time + 0.008) / 1.008 * Math.PI / 2);
        return cosine * cosine;
    }

    /** The reference's: from both ends to the middle. */
    private static float[] linspace(double start, double end, int n) {
        float first = (float) start;
        float last = (float) end;
        float step = (last - first) / (n - 1);
        float[] points = new float[n];
        for (int i = 0; i < n; i++) points[i] = i < n / 2 ? first + step * i : last - step * (n - 1 - i);
        return points;
    }

    private static float[] cumulated(float... betas) {
        float[] alphasCumprod = new float[betas.length];
        double product = 1;
        for (int t = 0; t < betas.length; t++) {
            product *= 1f - betas[t];
            alphasCumprod[t] = (float) product;
        }
        return alphasCumprod;
    }

    private static void requireFalling(float[] alphasCumprod, int n) {
        for (int t = 0; t < n; t++) {
            float before = t == 0 ? 1 : alphasCumprod[t - 1];
            if (alphasCumprod[t] > 0 && alphasCumprod[t] < before) continue;
            throw new IllegalArgumentException(
                    "betas must make the product of (1 - beta) fall at each time step and stay"
                            + " above 0, at time step " + t + " it is " + alphasCumprod[t] + " after " + before);
        }
    }

    /**
     * Shifted and scaled so that nothing of the sample is left at the last time step, {@code abar = 0}: Lin et al. 2023,
     * algorithm 1. A model that predicts the noise says nothing there.
     */
    public NoiseSchedule rescaledToZeroSnr() {
        int n = timesteps();
        float[] roots = new float[n];
        for (int t = 0; t < n; t++) roots[t] = (float) Math.sqrt(alphasCumprod[t]);
        float last = roots[n - 1];
        float scale = roots[0] / (roots[0] - last);
        float[] bars = new float[n];
        for (int t = 0; t < n; t++) {
            float root = (roots[t] - last) * scale;
            bars[t] = root * root;
        }
        float[] rescaled = new float[n];
        for (int t = 0; t < n; t++) rescaled[t] = 1 - (t == 0 ? bars[0] : bars[t] / bars[t - 1]);
        float[] cumulated = cumulated(rescaled);
        requireFalling(cumulated, n - 1);
        return new NoiseSchedule(rescaled, cumulated);
    }

    /**
     * Puts 2^-24 at the last time step where there was 0: schedulers by noise level need one that is finite. As in
     * the reference that may be more than at the time step before.
     */
    NoiseSchedule withoutZero() {
        int last = timesteps() - 1;
        if (alphasCumprod[last] > 0) return this;
        float[] nearly = alphasCumprod.clone();
        nearly[last] = NEARLY_ZERO;
        return new NoiseSchedule(betas, nearly);
    }

    /** How many time steps of training there are; they count from 0. */
    public int timesteps() {
        return alphasCumprod.length;
    }

    /** Gives what is added at each time step. */
    public float[] betas() {
        return betas.clone();
    }

    /** {@code abar} of each time step: the share of the sample in the variance. */
    public float[] alphasCumprod() {
        return alphasCumprod.clone();
    }

    double alphaCumprod(int timestep) {
        return alphasCumprod[timestep];
    }

    /** Gives it likewise where a step may go to before time step 0: 1 there, or what it is at time step 0. */
    double alphaCumprodAfter(int timestep, boolean oneBefore0) {
        return timestep < 0 && oneBefore0 ? 1 : alphasCumprod[Math.max(0, timestep)];
    }

    /** Refuses to begin at pure noise with a model that predicts the noise: its output says nothing of the sample. */
    void requireSays(Prediction prediction, int first) {
        if (prediction == Prediction.EPSILON && alphasCumprod[first] == 0) {
            throw new IllegalArgumentException("time step " + first
                    + " is nothing but noise (rescale_betas_zero_snr), from which a model that predicts the noise"
                    + " (prediction_type epsilon) cannot begin");
        }
    }

    /**
     * Noisy samples for training: {@code sqrt(abar_t) x0 + sqrt(1 - abar_t) noise}.
     *
     * @param x0 {@code [B, ...]}, clean
     * @param noise of the same shape, standard normal
     * @param timesteps {@code [B]}
     */
    public float[] addNoise(float[] x0, float[] noise, int... timesteps) {
        return combined(x0, noise, timesteps, 1, 1);
    }

    /**
     * Computes what a model of {@link Prediction#V} is to predict: {@code sqrt(abar_t) noise - sqrt(1 - abar_t) x0}. Shapes as in
     * {@link #addNoise}.
     */
    public float[] velocity(float[] x0, float[] noise, int... timesteps) {
        return combined(noise, x0, timesteps, 1, -1);
    }

    private float[] combined(float[] first, float[] second, int[] timesteps, double signOfFirst, double signOfSecond) {
        int each = Samples.each(first, second, timesteps.length);
        float[] sums = new float[first.length];
        for (int b = 0; b < timesteps.length; b++) {
            if (timesteps[b] < 0 || timesteps[b] >= timesteps()) {
                throw new IllegalArgumentException(
                        "time step must be from 0 to " + (timesteps() - 1) + ", was " + timesteps[b]);
            }
            double bar = alphasCumprod[timesteps[b]];
            double ofFirst = signOfFirst * Math.sqrt(bar);
            double ofSecond = signOfSecond * Math.sqrt(1 - bar);
            for (int i = b * each; i < (b + 1) * each; i++) {
                sums[i] = (float) (ofFirst * first[i] + ofSecond * second[i]);
            }
        }
        return sums;
    }

    /** Time steps for a batch of training, each equally likely, of all there are. */
    public int[] drawTimesteps(RandomGenerator random, int batch) {
        return drawTimesteps(random, batch, 0, timesteps());
    }

    /** Draws time steps from {@code from} to below {@code to}: early ones hold little noise, late ones little else. */
    public int[] drawTimesteps(RandomGenerator random, int batch, int from, int to) {
        if (from < 0 || from >= to || to > timesteps()) {
            throw new IllegalArgumentException(
                    "range of time steps must lie in 0 to " + timesteps() + " and hold one, was " + from + " to " + to);
        }
        int[] drawn = new int[batch];
        Arrays.setAll(drawn, b -> random.nextInt(from, to));
        return drawn;
    }
}
