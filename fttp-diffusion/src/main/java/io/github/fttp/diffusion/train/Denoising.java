package io.github.fttp.diffusion.train;

import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.mask.ElementMask;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.diffusion.scheduler.NoiseSchedule;
import io.github.fttp.diffusion.scheduler.Prediction;
import io.github.fttp.diffusion.unet.AttentionProbe;
import io.github.fttp.diffusion.unet.Conditioning;
import io.github.fttp.diffusion.unet.UNet2DConditionModel;

/**
 * The task that a diffusion model is trained by: noise is added to latents, and the model says what it was. Source: the loss of
 * diffusers' {@code train_text_to_image.py}.
 */
public record Denoising(NoiseSchedule schedule, Prediction prediction) {
    /**
     * A batch of latents with noise in them.
     *
     * @param shape {@code [B, C, h, w]}
     * @param clean {@code x_0}
     * @param noise standard normal, of the same shape
     * @param timesteps one a sample
     * @param conditioning by the samples' prompts
     */
    public record Batch(Shape shape, float[] clean, float[] noise, int[] timesteps, Conditioning conditioning) {
        /** Puts the latents under other prompts. */
        public Batch under(Conditioning other) {
            return new Batch(shape, clean, noise, timesteps, other);
        }
    }

    /** The latents as the model sees them. */
    public float[] noisy(Batch batch) {
        return schedule.addNoise(batch.clean(), batch.noise(), batch.timesteps());
    }

    /** Computes what the model should say of them. */
    public float[] target(Batch batch) {
        return switch (prediction) {
            case EPSILON -> batch.noise();
            case V -> schedule.velocity(batch.clean(), batch.noise(), batch.timesteps());
            case SAMPLE -> batch.clean();
        };
    }

    /**
     * A noisy latent taken apart.
     *
     * @param clean {@code x_0}
     * @param noise of the same size
     */
    public record Split(float[] clean, float[] noise) {}

    /**
     * Computes what a noisy latent consists of by a model's word: {@link #noisy} puts it together again.
     *
     * @param noisy as the model sees it
     * @param said what the model predicts of it, of the same size
     */
    public Split split(float[] noisy, float[] said, int timestep) {
        double bar = schedule.alphasCumprod()[timestep];
        double alpha = Math.sqrt(bar);
        double sigma = Math.sqrt(1 - bar);
        float[] clean = new float[noisy.length];
        float[] noise = new float[noisy.length];
        for (int i = 0; i < noisy.length; i++) {
            clean[i] = (float) prediction.x0(said[i], noisy[i], alpha, sigma);
            noise[i] = (float) prediction.epsilon(said[i], noisy[i], alpha, sigma);
        }
        return new Split(clean, noise);
    }

    /**
     * Computes what the model says of each latent value, and how far that is off.
     *
     * @param mask as {@link LatentElements#spread} makes it
     * @param others asked only by methods that need them
     */
    public LatentElements elements(
            Tape tape, UNet2DConditionModel model, Batch batch, ElementMask mask, ReferencePredictions others) {
        Var said = prediction(tape, model, batch);
        try (Tensor target = tape.engine().pool().draw(batch.shape()).set(target(batch))) {
            return LatentElements.of(tape, said, target, mask, others, quarters(batch.timesteps()));
        }
    }

    /** From 1 to 4. */
    private int[] quarters(int... timesteps) {
        int[] quarters = new int[timesteps.length];
        for (int b = 0; b < quarters.length; b++) quarters[b] = 1 + 4 * timesteps[b] / schedule.timesteps();
        return quarters;
    }

    /** Computes what a model says of a batch, {@code [B, C, h, w]}. */
    public Var prediction(Tape tape, UNet2DConditionModel model, Batch batch) {
        return prediction(tape, model, batch, AttentionProbe.none());
    }

    /** Computes it showing {@code probe} what the pixels ask of the words. */
    public Var prediction(Tape tape, UNet2DConditionModel model, Batch batch, AttentionProbe probe) {
        return prediction(tape, model, batch, batch.conditioning().on(tape), probe);
    }

    /** Computes it under prompts on the tape, in place of the batch's own. */
    public Var prediction(
            Tape tape, UNet2DConditionModel model, Batch batch, Conditioning.Vars prompts, AttentionProbe probe) {
        Tensor sample = tape.drawKept(batch.shape()).set(noisy(batch));
        float[] timesteps = new float[batch.timesteps().length];
        for (int i = 0; i < timesteps.length; i++) timesteps[i] = batch.timesteps()[i];
        return model.forward(tape, tape.constant(sample), timesteps, prompts, probe);
    }
}
