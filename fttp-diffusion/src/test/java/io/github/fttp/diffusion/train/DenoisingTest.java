package io.github.fttp.diffusion.train;

import static io.github.fttp.core.testing.Bounds.within;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.mask.ElementMask;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.diffusion.scheduler.NoiseSchedule;
import io.github.fttp.diffusion.scheduler.Prediction;
import io.github.fttp.diffusion.unet.Conditioning;
import io.github.fttp.diffusion.unet.TinyUNet;
import io.github.fttp.diffusion.unet.UNet2DConditionModel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DenoisingTest {
    /** The shares of the sample are 0.64 and 0.36: factors 0.8 and 0.6, then 0.6 and 0.8. */
    private static final NoiseSchedule SCHEDULE = NoiseSchedule.ofBetas(0.36f, 0.4375f);

    /** Two samples of one channel, two pixels. */
    private static final Denoising.Batch BATCH = new Denoising.Batch(
            Shape.of(2, 1, 1, 2),
            new float[] {1, 2, -1, 5},
            new float[] {3, -1, 2, 0.5f},
            new int[] {0, 1},
            Conditioning.of(Shape.of(2, 1, 1), new float[2]));

    @TempDir
    Path folder;

    @Test
    void mixesSampleAndNoiseByTheTimeStep() {
        assertThat(new Denoising(SCHEDULE, Prediction.EPSILON).noisy(BATCH))
                .containsExactly(
                        new float[] {
                            0.8f * 1 + 0.6f * 3, 0.8f * 2 + 0.6f * -1, 0.6f * -1 + 0.8f * 2, 0.6f * 5 + 0.8f * 0.5f
                        },
                        within(1e-6f));
    }

    @ParameterizedTest
    @EnumSource(Prediction.class)
    void theTargetIsWhatTheModelPredicts(Prediction prediction) {
        float[] expected =
                switch (prediction) {
                    case EPSILON -> BATCH.noise();
                    case SAMPLE -> BATCH.clean();
                    // alpha noise - sigma sample
                    case V ->
                        new float[] {
                            0.8f * 3 - 0.6f * 1, 0.8f * -1 - 0.6f * 2, 0.6f * 2 - 0.8f * -1, 0.6f * 0.5f - 0.8f * 5
                        };
                };
        assertThat(new Denoising(SCHEDULE, prediction).target(BATCH)).containsExactly(expected, within(1e-6f));
    }

    @ParameterizedTest
    @EnumSource(Prediction.class)
    void anElementsLossIsItsSquaredDistanceToTheTarget(Prediction prediction) {
        Denoising denoising = new Denoising(SCHEDULE, prediction);
        float[] clean = waves(2 * TinyUNet.LATENT * 4, 0.9);
        float[] noise = waves(2 * TinyUNet.LATENT * 4, 0.4);
        Shape context = Shape.of(2, 3, TinyUNet.CONTEXT);
        Denoising.Batch batch = new Denoising.Batch(
                Shape.of(2, TinyUNet.LATENT, 2, 2),
                clean,
                noise,
                new int[] {1, 0},
                Conditioning.of(context, waves(Math.toIntExact(context.size()), 1.1)));
        try (Engine engine = new OneDnnEngine()) {
            try (UNet2DConditionModel unet = TinyUNet.silent(folder, engine);
                    Tape tape = Tape.forward(engine)) {
                ElementMask mask = ElementMask.of(new float[clean.length]);
                float[] expected = denoising.target(batch).clone();
                for (int i = 0; i < expected.length; i++) expected[i] *= expected[i];
                LatentElements elements = denoising.elements(tape, unet, batch, mask, ReferencePredictions.none());
                assertThat(elements.losses()).containsExactly(expected, within(1e-6f));
            }
            assertThat(engine.pool().outstanding()).isZero();
        }
    }

    private static float[] waves(int size, double frequency) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) values[i] = (float) Math.sin(frequency * i);
        return values;
    }
}
