package io.github.fttp.diffusion.pipeline;

import static io.github.fttp.core.testing.Bounds.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.diffusion.scheduler.Ddim;
import io.github.fttp.diffusion.scheduler.Noise;
import io.github.fttp.diffusion.scheduler.NoiseSchedule;
import io.github.fttp.diffusion.scheduler.Prediction;
import io.github.fttp.diffusion.scheduler.Sampling;
import io.github.fttp.diffusion.scheduler.Scheduler;
import io.github.fttp.diffusion.scheduler.TimestepSpacing;
import io.github.fttp.diffusion.train.Denoising;
import io.github.fttp.diffusion.train.LatentSample;
import io.github.fttp.diffusion.unet.Conditioning;
import io.github.fttp.diffusion.unet.TinyUNet;
import io.github.fttp.diffusion.unet.UNet2DConditionModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PartialDenoisingTest {
    private static final NoiseSchedule SCHEDULE = NoiseSchedule.scaledLinear(1000, 0.00085, 0.012);
    private static final Shape LATENT = Shape.of(1, TinyUNet.LATENT, 2, 3);

    private final Engine engine = new OneDnnEngine();

    @TempDir
    Path folder;

    @AfterEach
    void nothingLeaks() {
        assertThat(engine.pool().outstanding()).isZero();
        engine.close();
    }

    private static Conditioning states(double frequency) {
        float[] values = new float[2 * TinyUNet.CONTEXT];
        for (int i = 0; i < values.length; i++) values[i] = (float) Math.cos(frequency * i);
        return Conditioning.of(Shape.of(1, 2, TinyUNet.CONTEXT), values);
    }

    private static Scheduler ddim(Prediction prediction) {
        return new Ddim(SCHEDULE, prediction, TimestepSpacing.LEADING, 1, false, Double.POSITIVE_INFINITY, 0);
    }

    private List<LatentSample> samples(UNet2DConditionModel unet, Scheduler scheduler, int count, long seed) {
        return new PartialDenoising(5, 3)
                .samples(engine, unet, scheduler, LATENT, states(0.9), states(0.2), count, seed);
    }

    /** The latent that the sampler's own loop has where a sample was stopped. */
    @ParameterizedTest
    @EnumSource(
            value = Prediction.class,
            names = {"EPSILON", "V"})
    void aSampleIsSeenAsTheSamplerLeftIt(Prediction prediction) {
        Scheduler scheduler = ddim(prediction);
        try (UNet2DConditionModel unet = TinyUNet.random(folder, engine, 3)) {
            LatentSample sample = samples(unet, scheduler, 1, 8).get(0);
            LatentSample.Noising.Fixed fixed = (LatentSample.Noising.Fixed) sample.noising();

            SplittableRandom random = new SplittableRandom(8);
            int stop = random.nextInt(5);
            assertThat(stop).isPositive();
            float[] x = Noise.seeded(random.nextLong()).draw(Math.toIntExact(LATENT.size()));
            Sampling run = scheduler.start(5);
            for (int i = 0; i < stop; i++) x = run.step(i, guided(unet, x, run.timestep(i)), x, Noise.seeded(0));

            assertThat(fixed.timestep()).isEqualTo((int) run.timestep(stop));
            assertThat(SCHEDULE.addNoise(sample.mean(), fixed.noise(), fixed.timestep()))
                    .containsExactly(x, within(1e-4f));
            // What the model should say is what it says, with guidance.
            Denoising.Batch batch = new Denoising.Batch(
                    LATENT, sample.mean(), fixed.noise(), new int[] {fixed.timestep()}, sample.conditioning());
            assertThat(new Denoising(SCHEDULE, prediction).target(batch))
                    .containsExactly(guided(unet, x, fixed.timestep()), within(1e-4f));
            assertThat(sample.conditioning().states()).isEqualTo(states(0.9).states());
            assertThat(sample.mask()).containsOnly(1);
        }
    }

    private float[] guided(UNet2DConditionModel unet, float[] x, float timestep) {
        float[] text = said(unet, x, timestep, states(0.9));
        float[] none = said(unet, x, timestep, states(0.2));
        for (int i = 0; i < text.length; i++) text[i] = none[i] + 3 * (text[i] - none[i]);
        return text;
    }

    private float[] said(UNet2DConditionModel unet, float[] x, float timestep, Conditioning states) {
        try (Tensor sample = engine.pool().draw(LATENT).set(x);
                Tape tape = Tape.forward(engine)) {
            return unet.forward(tape, tape.constant(sample), new float[] {timestep}, states.on(tape))
                    .value()
                    .toArray();
        }
    }

    @Test
    void samplesStopAtAllStepsAndFollowFromTheSeed() {
        try (UNet2DConditionModel unet = TinyUNet.random(folder, engine, 3)) {
            Scheduler scheduler = ddim(Prediction.EPSILON);
            List<LatentSample> samples = samples(unet, scheduler, 30, 1);
            Set<Integer> stops = new TreeSet<>();
            for (LatentSample each : samples) stops.add(((LatentSample.Noising.Fixed) each.noising()).timestep());
            assertThat(stops).containsExactly(1, 201, 401, 601, 801);
            assertThat(samples(unet, scheduler, 2, 1).get(1).mean())
                    .isEqualTo(samples.get(1).mean());
            assertThat(samples(unet, scheduler, 1, 2).get(0).mean())
                    .isNotEqualTo(samples.get(0).mean());
        }
    }

    @Test
    void refusesTimeStepsThatNothingTrainsAt() throws IOException {
        try (UNet2DConditionModel unet = TinyUNet.silent(folder, engine)) {
            Files.writeString(folder.resolve("scheduler_config.json"), """
                    {"_class_name": "LMSDiscreteScheduler", "num_train_timesteps": 1000, "beta_start": 0.00085,
                     "beta_end": 0.012, "beta_schedule": "scaled_linear", "timestep_spacing": "linspace"}
                    """);
            Scheduler between = Scheduler.read(folder);
            // 999, 749.25, ..: of five steps only the first and the last are whole.
            assertThatThrownBy(() -> samples(unet, between, 20, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("choose another scheduler");
        }
    }
}
