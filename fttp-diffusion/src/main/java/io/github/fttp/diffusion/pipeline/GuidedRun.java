package io.github.fttp.diffusion.pipeline;

import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.diffusion.scheduler.Noise;
import io.github.fttp.diffusion.scheduler.Sampling;
import io.github.fttp.diffusion.unet.AttentionProbe;
import io.github.fttp.diffusion.unet.Conditioning;
import io.github.fttp.diffusion.unet.UNet2DConditionModel;
import java.util.Arrays;

/**
 * A run of a scheduler on a batch of latents, in which each prediction is drawn away from one text's and to another's:
 * {@code U(none) + guidance (U(text) - U(none))} (Ho and Salimans 2022).
 *
 * @param guidance 1 or less is without
 * @param shape {@code [B, C, h, w]}
 * @param texts to be drawn to, of {@code B} samples
 * @param none to be drawn away from, of as many
 */
record GuidedRun(
        Engine engine,
        UNet2DConditionModel unet,
        Sampling sampling,
        double guidance,
        Shape shape,
        Conditioning texts,
        Conditioning none) {
    /** How often the model is asked until the latents are clean. */
    int steps() {
        return sampling.steps();
    }

    /**
     * The latents after the first {@code count} steps.
     *
     * @param start standard normal
     * @param noise for schedulers that add some on the way
     */
    float[] latents(float[] start, int count, Noise noise, TextToImage.Watcher watcher, AttentionProbe probe) {
        float[] latents = start.clone();
        for (int i = 0; i < latents.length; i++) latents[i] *= (float) sampling.initNoiseSigma();
        watcher.stepped(0, steps(), latents.clone());
        for (int i = 0; i < count; i++) {
            latents = sampling.step(i, said(i, latents, probe), latents, noise);
            watcher.stepped(i + 1, steps(), latents.clone());
        }
        return latents;
    }

    /** Predicts what the model says of latents in front of step {@code i}, with guidance. */
    float[] said(int i, float[] latents, AttentionProbe probe) {
        float[] input = sampling.scaledInput(i, latents);
        float[] said = call(i, input, texts, probe);
        if (guidance > 1) {
            float[] without = call(i, input, none, AttentionProbe.none());
            for (int j = 0; j < said.length; j++) said[j] = without[j] + (float) guidance * (said[j] - without[j]);
        }
        return said;
    }

    private float[] call(int i, float[] input, Conditioning conditioning, AttentionProbe probe) {
        float[] timesteps = new float[shape.dim(0)];
        Arrays.fill(timesteps, sampling.timestep(i));
        try (Tensor sample = engine.pool().draw(shape).set(input);
                Tape tape = Tape.forward(engine)) {
            return unet.forward(tape, tape.constant(sample), timesteps, conditioning.on(tape), probe)
                    .value()
                    .toArray();
        }
    }
}
