package io.github.fttp.diffusion.train;

import static io.github.fttp.core.testing.Bounds.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.loss.SplitWeights;
import io.github.fttp.core.mask.ElementMask;
import io.github.fttp.core.method.Elements;
import io.github.fttp.core.method.Fttp;
import io.github.fttp.core.method.Need;
import io.github.fttp.core.method.SimNpo;
import io.github.fttp.core.nn.Lora;
import io.github.fttp.core.nn.LoraAdapter;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.train.Unlearner;
import io.github.fttp.diffusion.lora.DiffusersLora;
import io.github.fttp.diffusion.scheduler.NoiseSchedule;
import io.github.fttp.diffusion.scheduler.Prediction;
import io.github.fttp.diffusion.train.TrainableUNet.TimestepRange;
import io.github.fttp.diffusion.unet.Conditioning;
import io.github.fttp.diffusion.unet.TinyUNet;
import io.github.fttp.diffusion.unet.UNet2DConditionModel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainableUNetTest {
    private static final NoiseSchedule SCHEDULE = NoiseSchedule.scaledLinear(1000, 0.00085, 0.012);
    private static final Denoising NOISE = new Denoising(SCHEDULE, Prediction.EPSILON);

    private final Engine engine = new OneDnnEngine();

    @TempDir
    Path folder;

    @AfterEach
    void nothingLeaks() {
        assertThat(engine.pool().outstanding()).isZero();
        engine.close();
    }

    private static LatentSample sample(String name, int height, int width, float first) {
        int pixels = height * width;
        float[] mean = new float[TinyUNet.LATENT * pixels];
        for (int i = 0; i < mean.length; i++) mean[i] = first + 0.01f * i;
        float[] deviation = new float[mean.length];
        Arrays.fill(deviation, 0.5f);
        float[] mask = new float[pixels];
        mask[1] = 1;
        float[] context = new float[2 * TinyUNet.CONTEXT];
        Arrays.fill(context, first);
        return new LatentSample(
                name,
                Shape.of(TinyUNet.LATENT, height, width),
                mean,
                deviation,
                mask,
                Conditioning.of(Shape.of(1, 2, TinyUNet.CONTEXT), context));
    }

    /** The losses of a pass over a random U-Net. */
    private float[] losses(Function<TrainableUNet, Elements> pass) {
        try (UNet2DConditionModel unet = TinyUNet.random(folder, engine, 3)) {
            return pass.apply(TrainableUNet.of(unet, engine, NOISE, unet.parameters()))
                    .losses();
        }
    }

    @Test
    void aSamplesMaskHoldsForAllItsChannels() {
        try (UNet2DConditionModel unet = TinyUNet.silent(folder, engine)) {
            TrainableUNet trainable = TrainableUNet.of(unet, engine, NOISE, List.of());
            float[] mask = trainable
                    .mask(List.of(sample("a", 2, 2, 0), sample("b", 2, 2, 1).unmarked()))
                    .concept();
            float[] marked = {0, 1, 0, 0};
            for (int i = 0; i < 16; i++) assertThat(mask[i]).isEqualTo(marked[i % 4]);
            for (int i = 16; i < 32; i++) assertThat(mask[i]).isZero();
            assertThat(mask).hasSize(32);
        }
    }

    @Test
    void whatDoesNotCountHasNoWeightInAnyChannel() {
        LatentSample whole = sample("a", 2, 2, 0);
        LatentSample part = new LatentSample(
                "a",
                whole.shape(),
                whole.mean(),
                whole.deviation(),
                whole.mask(),
                new boolean[] {true, true, false, true},
                whole.conditioning(),
                whole.noising());
        try (UNet2DConditionModel unet = TinyUNet.silent(folder, engine)) {
            ElementMask mask = TrainableUNet.of(unet, engine, NOISE, List.of()).mask(List.of(part, whole));
            for (int i = 0; i < 32; i++) assertThat(mask.counts()[i]).isEqualTo(i >= 16 || i % 4 != 2);
            // FTTP: 12 + 16 of 32 count; one of each channel's pixels is the concept.
            float[] weights = SplitWeights.of(new Fttp(30, 55), mask, new float[32]);
            assertThat(weights[0]).isEqualTo(55f / 28);
            assertThat(weights[1]).isEqualTo(-30f / 28);
            assertThat(weights[2]).isZero();
        }
    }

    @Test
    void theSameSeedGivesTheSameBits() {
        List<LatentSample> batch = List.of(sample("a", 2, 3, 0), sample("b", 2, 3, 1));
        float[] one = forward(batch, 7);
        assertThat(forward(batch, 7)).isEqualTo(one);
        assertThat(forward(batch, 8)).isNotEqualTo(one);
    }

    private float[] forward(List<LatentSample> batch, long seed) {
        try (Tape tape = Tape.forward(engine)) {
            return losses(trainable -> trainable.forward(tape, batch, seed));
        }
    }

    private float[] evaluated(List<LatentSample> batch) {
        try (Tape tape = Tape.forward(engine)) {
            return losses(trainable -> trainable.evaluate(tape, batch));
        }
    }

    @Test
    void whatASampleIsEvaluatedAsDependsOnNoOther() {
        LatentSample a = sample("a", 2, 3, 0);
        LatentSample b = sample("b", 2, 3, 1);
        float[] together = evaluated(List.of(a, b));
        int each = 4 * TinyUNet.LATENT * 6; // at the middles of four quarters
        assertThat(together).hasSize(2 * each);
        assertThat(evaluated(List.of(b))).containsExactly(Arrays.copyOfRange(together, each, 2 * each), within(1e-5f));
        assertThat(evaluated(List.of(b, a)))
                .containsExactly(
                        concat(
                                Arrays.copyOfRange(together, each, 2 * each), // b's
                                Arrays.copyOf(together, each)),
                        within(1e-5f));
        assertThat(evaluated(List.of(a, b))).isEqualTo(together);
    }

    @Test
    void quartilesAreMetInTheirMiddles() {
        assertThat(TrainableUNet.quartiles(1000)).containsExactly(125, 375, 625, 875);
    }

    /**
     * A model that says 0 of a velocity {@code alpha noise - sigma x} with {@code x} far larger than the noise is off by
     * {@code sigma^2 x^2}, which tells the time step.
     */
    @ParameterizedTest
    @CsvSource({"0,1000", "200,300", "999,1000"})
    void drawsTimeStepsOfItsRangeOnly(int from, int to) {
        float far = 1e4f;
        LatentSample sample = sample("a", 1, 2, far);
        List<LatentSample> batch = Collections.nCopies(64, sample);
        float[] bars = SCHEDULE.alphasCumprod();
        try (UNet2DConditionModel unet = TinyUNet.silent(folder, engine);
                Tape tape = Tape.forward(engine)) {
            TrainableUNet trainable = TrainableUNet.of(unet, engine, new Denoising(SCHEDULE, Prediction.V), List.of())
                    .drawing(new TimestepRange(from, to));
            float[] losses = trainable.forward(tape, batch, 5).losses();
            double least = Double.POSITIVE_INFINITY;
            double most = 0;
            for (int b = 0; b < 64; b++) {
                double share = losses[b * 2 * TinyUNet.LATENT] / (far * (double) far); // 1 - abar
                least = Math.min(least, share);
                most = Math.max(most, share);
            }
            double shortest = 1 - bars[from];
            double longest = 1 - bars[to - 1];
            assertThat(least).isGreaterThan(0.98 * shortest);
            assertThat(most).isLessThan(1.02 * longest);
            // 64 draws leave neither half of the range out.
            double middle = 1 - bars[(from + to - 1) / 2];
            assertThat(least).isLessThanOrEqualTo(1.02 * middle);
            assertThat(most).isGreaterThanOrEqualTo(0.98 * middle);
        }
    }

    @Test
    void refusesRangesThatTheScheduleDoesNotHave() {
        assertThatThrownBy(() -> new TimestepRange(-1, 5)).hasMessageContaining("were -1 to 5");
        assertThatThrownBy(() -> new TimestepRange(5, 5)).hasMessageContaining("were 5 to 5");
        try (UNet2DConditionModel unet = TinyUNet.silent(folder, engine)) {
            TrainableUNet trainable = TrainableUNet.of(unet, engine, NOISE, List.of());
            assertThatThrownBy(() -> trainable.drawing(new TimestepRange(0, 1001)))
                    .hasMessage("time steps go up to 1000, not to 1001");
        }
    }

    @Test
    void refusesSamplesOfDifferentSizesInABatch() {
        try (UNet2DConditionModel unet = TinyUNet.silent(folder, engine);
                Tape tape = Tape.forward(engine)) {
            TrainableUNet trainable = TrainableUNet.of(unet, engine, NOISE, List.of());
            // As many values, but wide where the other is high.
            List<LatentSample> batch = List.of(sample("wide", 2, 3, 0), sample("high", 3, 2, 0));
            assertThatThrownBy(() -> trainable.forward(tape, batch, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("high")
                    .hasMessageContaining("wide");
            assertThatThrownBy(() -> trainable.evaluate(tape, batch)).hasMessageContaining("samples of a batch");
            assertThatThrownBy(() -> trainable.mask(batch)).hasMessageContaining("samples of a batch");
        }
    }

    @Test
    void anotherModelOfTheSameWeightsIsABaseAtNoDistance() {
        try (UNet2DConditionModel unet = TinyUNet.random(folder, engine, 3);
                UNet2DConditionModel base = TinyUNet.random(folder, engine, 3);
                UNet2DConditionModel other = TinyUNet.random(folder, engine, 4)) {
            TrainableUNet trainable = TrainableUNet.of(unet, engine, NOISE, unet.parameters());
            assertThat(trainable.offers()).containsExactly(Need.CONCEPT_MASK);
            assertThat(trainable.withBase(base).offers()).contains(Need.BASE_MODEL);
            assertThat(distance(trainable.withBase(base))).isZero();
            assertThat(distance(trainable.withBase(other))).isPositive();
            assertThatThrownBy(() -> distance(trainable)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void refusesMethodsOfLabelTokens() {
        try (UNet2DConditionModel unet = TinyUNet.random(folder, engine, 3)) {
            TrainableUNet trainable = TrainableUNet.of(unet, engine, NOISE, unet.parameters());
            assertThatThrownBy(() -> Unlearner.of(trainable)
                            .method(new SimNpo(1, 4.5f, 0, 0))
                            .check(List.of(sample("a", 2, 2, 0))))
                    .isInstanceOf(BadData.class)
                    .hasMessageContaining("SimNPO: needs label tokens");
        }
    }

    @Test
    void theModelWithoutItsAdapterIsTheBase() {
        try (UNet2DConditionModel unet = TinyUNet.random(folder, engine, 3)) {
            Lora settings = Lora.rank(2).on(DiffusersLora.attention());
            LoraAdapter adapter = LoraAdapter.attach(settings, unet, engine.pool(), 5);
            TrainableUNet trainable = TrainableUNet.of(unet, engine, NOISE, adapter);
            assertThat(trainable.groups().get(0).parameters()).isEqualTo(adapter.parameters());
            assertThat(trainable.offers()).contains(Need.BASE_MODEL);
            assertThat(distance(trainable)).isZero();
            adapter.layers().forEach(layer -> layer.b().value().fill(0.3f));
            assertThat(distance(trainable)).isPositive();
            adapter.close();
        }
    }

    private double distance(TrainableUNet trainable) {
        List<LatentSample> batch = List.of(sample("a", 2, 3, 0), sample("b", 2, 3, 1));
        try (Tape tape = Tape.forward(engine)) {
            float[] ones = new float[2 * TinyUNet.LATENT * 6];
            Arrays.fill(ones, 1);
            return trainable
                    .forward(tape, batch, 1)
                    .distanceToBase(ones)
                    .value()
                    .scalar();
        }
    }

    private static float[] concat(float[] first, float[] second) {
        float[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
