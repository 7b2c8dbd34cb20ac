package io.github.fttp.diffusion.scheduler;

/** A run whose steps lie at noise levels: {@code sigma} is how much noise there is to a sample that is not made smaller. */
public abstract class LevelSampling extends Sampling {
    private final float[] sigmas;

    /** @param sigmas one more than time steps */
    LevelSampling(float[] timesteps, double initNoiseSigma, float... sigmas) {
        super(timesteps, initNoiseSigma);
        this.sigmas = sigmas;
    }

    /** The noise level of each step and the one that the last ends at, {@code [steps + 1]}. */
    public final float[] sigmas() {
        return sigmas.clone();
    }

    final double sigma(int i) {
        return sigmas[i];
    }

    /** How much of the clean sample is in the state in front of step {@code i}. */
    abstract double share(int i);

    /**
     * Noisy samples as this run has them in front of its steps: what a run that begins in its middle begins with.
     *
     * @param x0 {@code [B, ...]}, clean
     * @param noise of the same shape, standard normal
     * @param steps {@code [B]}, from 0
     */
    public final float[] noisy(float[] x0, float[] noise, int... steps) {
        int each = Samples.each(x0, noise, steps.length);
        float[] noisy = new float[x0.length];
        for (int b = 0; b < steps.length; b++) {
            double share = share(steps[b]);
            double sigma = share * sigma(steps[b]);
            for (int i = b * each; i < (b + 1) * each; i++) noisy[i] = (float) (share * x0[i] + sigma * noise[i]);
        }
        return noisy;
    }
}
