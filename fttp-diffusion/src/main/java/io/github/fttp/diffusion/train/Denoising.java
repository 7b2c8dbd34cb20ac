package io.github.fttp.diffusion.train;

import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.mask.ElementMask;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.diffusion.scheduler.NoiseSchedule;
import io.github.fttp.diffusion.scheduler.Prediction;
import io.github.fttp.diffusion.unet.UNet2DConditionModel;
import java.util.function.Function;

/**
 * What a diffusion model is trained by: noise is added to latents, and the model says what it was. Source: the loss of
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
     * @param contextShape {@code [B, T, D]}
     * @param context the text encoder's states
     */
    public record Batch(
            Shape shape, float[] clean, float[] noise, int[] timesteps, Shape contextShape, float[] context) {}

    /** The latents as the model sees them. */
    public float[] noisy(Batch batch) {
        return schedule.addNoise(batch.clean(), batch.noise(), batch.timesteps());
    }

    /** What the model should say of them. */
    public float[] target(Batch batch) {
        return switch (prediction) {
            case EPSILON -> batch.noise();
            case V -> schedule.velocity(batch.clean(), batch.noise(), batch.timesteps());
            case SAMPLE -> batch.clean();
        };
    }

    /**
     * What the model says of each latent value, and how far that is off.
     *
     * @param mask as {@link LatentElements#spread} makes it
     * @param base computes another model's prediction of the same batch, where a method asks for one; the tape keeps it
     */
    public LatentElements elements(
            Tape tape,
            UNet2DConditionModel model,
            Batch batch,
            ElementMask mask,
            Function<Function<UNet2DConditionModel, Tensor>, Tensor> base) {
        Var said = prediction(tape, model, batch);
        try (Tensor target = tape.engine().pool().draw(batch.shape()).set(target(batch))) {
            return LatentElements.of(
                    tape,
                    said,
                    target,
                    mask,
                    () -> kept(tape, base.apply(other -> detached(tape, other, batch))),
                    quarters(batch.timesteps()));
        }
    }

    /** From 1 to 4. */
    private int[] quarters(int... timesteps) {
        int[] quarters = new int[timesteps.length];
        for (int b = 0; b < quarters.length; b++) quarters[b] = 1 + 4 * timesteps[b] / schedule.timesteps();
        return quarters;
    }

    private Var prediction(Tape tape, UNet2DConditionModel model, Batch batch) {
        Tensor sample = tape.drawKept(batch.shape()).set(noisy(batch));
        Tensor context = tape.drawKept(batch.contextShape()).set(batch.context());
        float[] timesteps = new float[batch.timesteps().length];
        for (int i = 0; i < timesteps.length; i++) timesteps[i] = batch.timesteps()[i];
        return model.forward(tape, tape.constant(sample), timesteps, tape.constant(context));
    }

    private Tensor detached(Tape tape, UNet2DConditionModel model, Batch batch) {
        return Tape.detached(tape.engine(), inner -> prediction(inner, model, batch));
    }

    private static Tensor kept(Tape tape, Tensor value) {
        try (value) {
            Tensor kept = tape.drawKept(value.shape());
            tape.engine().copy(value, kept);
            return kept;
        }
    }
}
