package io.github.fttp.diffusion.vae;

import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;

/**
 * A posterior of latents, which an autoencoder makes of images: a normal distribution of each latent value. Source:
 * diffusers' {@code DiagonalGaussianDistribution}.
 *
 * @param shape {@code [B, latent, h, w]}
 * @param mean in row-major order
 * @param logVariance within -30 and 20
 */
public record Posterior(Shape shape, float[] mean, float[] logVariance) {
    private static final float LEAST = -30;
    private static final float MOST = 20;

    /** @param moments {@code [B, 2 latent, h, w]}, see {@link AutoencoderKl#moments} */
    public static Posterior of(Tensor moments) {
        Shape both = moments.shape();
        Shape shape = both.with(1, both.dim(1) / 2);
        int batch = both.dim(0);
        int half = Math.toIntExact(shape.size() / batch);
        float[] mean = new float[batch * half];
        float[] logVariance = new float[batch * half];
        for (int b = 0; b < batch; b++) {
            moments.read(2L * b * half, mean, b * half, half);
            moments.read((2L * b + 1) * half, logVariance, b * half, half);
        }
        for (int i = 0; i < logVariance.length; i++) {
            logVariance[i] = Math.max(LEAST, Math.min(MOST, logVariance[i]));
        }
        return new Posterior(shape, mean, logVariance);
    }

    /** Standard deviation of each value. */
    public float[] deviation() {
        float[] deviation = new float[logVariance.length];
        for (int i = 0; i < deviation.length; i++) deviation[i] = (float) Math.exp(0.5 * logVariance[i]);
        return deviation;
    }

    /** {@code mean + deviation * noise}. */
    public float[] sample(float[] noise) {
        float[] values = deviation();
        for (int i = 0; i < values.length; i++) values[i] = mean[i] + values[i] * noise[i];
        return values;
    }
}
