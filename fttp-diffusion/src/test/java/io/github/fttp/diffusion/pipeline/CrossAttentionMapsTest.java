package io.github.fttp.diffusion.pipeline;

import static io.github.fttp.core.testing.Bounds.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.engine.AttentionMask;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.mask.LatentMask;
import io.github.fttp.core.mask.PixelMask;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.diffusion.scheduler.Noise;
import io.github.fttp.diffusion.scheduler.NoiseSchedule;
import io.github.fttp.diffusion.scheduler.Prediction;
import io.github.fttp.diffusion.train.Denoising;
import io.github.fttp.diffusion.train.LatentSample;
import io.github.fttp.diffusion.unet.Conditioning;
import io.github.fttp.diffusion.unet.TinyUNet;
import io.github.fttp.diffusion.unet.UNet2DConditionModel;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two words with keys 0 and 1 and queries of one number: the second word's share is {@code 1 / (1 + exp(-q))}. */
class CrossAttentionMapsTest {
    private static final float QUARTER = (float) -Math.log(3);
    private static final float HALF = 0;
    private static final float THREE_QUARTERS = (float) Math.log(3);

    private final Engine engine = new OneDnnEngine();

    @TempDir
    Path folder;

    @AfterEach
    void nothingLeaks() {
        assertThat(engine.pool().outstanding()).isZero();
        engine.close();
    }

    private void look(CrossAttentionMaps maps, float... queries) {
        look(maps, 1, queries);
    }

    private void look(CrossAttentionMaps maps, int heads, float... queries) {
        look(maps, AttentionMask.full(), heads, queries);
    }

    private void look(CrossAttentionMaps maps, AttentionMask tokens, int heads, float... queries) {
        float[] keys = new float[2 * heads];
        for (int h = 0; h < heads; h++) keys[heads + h] = 1;
        try (Tensor q = engine.pool()
                        .draw(Shape.of(1, queries.length / heads, heads, 1))
                        .set(queries);
                Tensor k = engine.pool().draw(Shape.of(1, 2, heads, 1)).set(keys)) {
            maps.attended("layer", engine, q, k, tokens);
        }
    }

    @Test
    void aMapReachesFromTheLeastShareToTheLargest() {
        CrossAttentionMaps maps = new CrossAttentionMaps(2, 2);
        look(maps, THREE_QUARTERS, QUARTER, HALF, HALF);
        assertThat(maps.map(0, 1)).containsExactly(new float[] {1, 0, 0.5f, 0.5f}, within(1e-6f));
        assertThat(maps.map(0, 0)).containsExactly(new float[] {0, 1, 0.5f, 0.5f}, within(1e-6f));
        assertThat(maps.mask(0, 0.5f, 1)).isEqualTo(PixelMask.of(2, 2, true, false, true, true));
    }

    @Test
    void tokensThatAreNotAttendedToHaveNoShare() {
        CrossAttentionMaps maps = new CrossAttentionMaps(1, 2);
        look(maps, AttentionMask.full().padded(new boolean[][] {{true, false}}), 1, QUARTER, THREE_QUARTERS);
        look(maps, QUARTER, HALF);
        // All of it, then three quarters and a half; nothing, then a quarter and a half.
        assertThat(maps.map(0, 0)).containsExactly(1, 0);
        assertThat(maps.map(0, 1)).containsExactly(0, 1);
    }

    @Test
    void headsLayersAndCallsAreAveraged() {
        CrossAttentionMaps maps = new CrossAttentionMaps(1, 3);
        // Shares 0.75 and 0.25 of two heads make 0.5; then 0.5, 0.25; and 0.25, 0.75 in the next layer.
        look(maps, 2, THREE_QUARTERS, QUARTER, HALF, HALF, QUARTER, QUARTER);
        look(maps, HALF, QUARTER, THREE_QUARTERS);
        // 0.5 + 0.5, 0.5 + 0.25, 0.25 + 0.75
        assertThat(maps.map(0, 1)).containsExactly(new float[] {1, 0, 1}, within(1e-5f));
    }

    @Test
    void smallerLevelsAreSpreadOverTheLatent() {
        CrossAttentionMaps maps = new CrossAttentionMaps(3, 3); // its next level has 2 x 2, then 1 x 1
        look(maps, THREE_QUARTERS, QUARTER, HALF, HALF);
        look(maps, QUARTER);
        assertThat(maps.map(0, 1)).containsExactly(new float[] {1, 1, 0, 1, 1, 0, 0.5f, 0.5f, 0.5f}, within(1e-6f));
    }

    @Test
    void refusesWhatWasNotLookedAt() {
        CrossAttentionMaps maps = new CrossAttentionMaps(4, 4);
        assertThatThrownBy(() -> maps.map(0, 1)).hasMessage("nothing was looked at yet");
        assertThatThrownBy(() -> look(maps, 1f, 2, 3)).hasMessageContaining("layer has 3 pixels");
        look(maps, new float[16]);
        assertThatThrownBy(() -> maps.map(0)).hasMessage("the word has no token in the prompt");
    }

    /** As a mask by hand: what the probe is shown of the same noisy latents. */
    @Test
    void anImageThatIsThereIsLookedAtWithNoiseInIt() {
        Denoising denoising = new Denoising(NoiseSchedule.scaledLinear(1000, 0.00085, 0.012), Prediction.EPSILON);
        Shape latent = Shape.of(1, TinyUNet.LATENT, 3, 4);
        float[] mean = Noise.seeded(1).draw(TinyUNet.LATENT * 12);
        float[] context = Noise.seeded(2).draw(2 * TinyUNet.CONTEXT);
        LatentSample sample = new LatentSample(
                "a",
                Shape.of(TinyUNet.LATENT, 3, 4),
                mean,
                new float[mean.length],
                new float[12],
                Conditioning.of(Shape.of(1, 2, TinyUNet.CONTEXT), context));
        try (UNet2DConditionModel unet = TinyUNet.random(folder, engine, 3)) {
            CrossAttentionMaps expected = new CrossAttentionMaps(3, 4);
            Noise noise = Noise.seeded(0);
            for (int t : new int[] {125, 625}) {
                float[] noisy = denoising.schedule().addNoise(mean, noise.draw(mean.length), t);
                try (Tensor x = engine.pool().draw(latent).set(noisy);
                        Tensor c = engine.pool()
                                .draw(Shape.of(1, 2, TinyUNet.CONTEXT))
                                .set(context);
                        Tape tape = Tape.forward(engine)) {
                    unet.forward(
                            tape, tape.constant(x), new float[] {t}, Conditioning.Vars.of(tape.constant(c)), expected);
                }
            }
            CrossAttentionMaps maps = CrossAttentionMaps.of(engine, unet, denoising, sample, 125, 625);
            assertThat(maps.map(0, 1)).containsExactly(expected.map(0, 1));
            LatentSample marked =
                    sample.marked(LatentMask.of(maps.mask(0, 0.5f, 1)).values());
            assertThat(marked.mask()).contains(0, 1);
        }
    }
}
