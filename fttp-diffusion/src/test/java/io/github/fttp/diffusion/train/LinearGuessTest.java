package io.github.fttp.diffusion.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.diffusion.scheduler.NoiseSchedule;
import io.github.fttp.diffusion.scheduler.Prediction;
import io.github.fttp.diffusion.unet.Conditioning;
import io.github.fttp.diffusion.unet.TinyUNet;
import io.github.fttp.diffusion.unet.UNet2DConditionModel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** With betas of one half {@code abar} is 2^-(t+1); the quarters' middles of 8 time steps are 1, 3, 5 and 7. */
class LinearGuessTest {
    private static final NoiseSchedule HALVES = NoiseSchedule.ofBetas(0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f);
    private static final int SIDE = 64;
    /** So many values show a variance to two percent or so. */
    private static final double PERCENT = 4;

    private final Engine engine = new OneDnnEngine();

    @TempDir
    Path folder;

    @AfterEach
    void nothingLeaks() {
        assertThat(engine.pool().outstanding()).isZero();
        engine.close();
    }

    private QuarterErrors chance(Prediction prediction, LatentSample... samples) {
        try (UNet2DConditionModel unet = TinyUNet.silent(folder, engine)) {
            TrainableUNet trainable = TrainableUNet.of(unet, engine, new Denoising(HALVES, prediction), List.of());
            return QuarterErrors.atChance(trainable, List.of(samples), List.of());
        }
    }

    /**
     * Values that swing by {@code inside} around the mean where the mask lies, on the upper rows, and by {@code outside}
     * elsewhere.
     */
    private static LatentSample swinging(double mean, double inside, double outside, int maskedRows) {
        float[] values = new float[TinyUNet.LATENT * SIDE * SIDE];
        float[] mask = new float[SIDE * SIDE];
        Arrays.fill(mask, 0, maskedRows * SIDE, 1);
        for (int i = 0; i < values.length; i++) {
            double swing = mask[i % mask.length] == 1 ? inside : outside;
            values[i] = (float) (mean + (i % 2 == 0 ? swing : -swing));
        }
        Conditioning conditioning = Conditioning.of(Shape.of(1, 2, TinyUNet.CONTEXT), new float[2 * TinyUNet.CONTEXT]);
        return new LatentSample(
                "waves", Shape.of(TinyUNet.LATENT, SIDE, SIDE), values, new float[values.length], mask, conditioning);
    }

    /** The error that the best guess of {@code x_0} leaves: {@code v s^2 / (a^2 v + s^2)}. */
    private static double ofImage(double variance, double bar) {
        return variance * (1 - bar) / (bar * variance + 1 - bar);
    }

    private static double expected(Prediction prediction, double variance, int quarter) {
        double bar = Math.pow(2, -2 * quarter);
        double image = ofImage(variance, bar);
        return switch (prediction) {
            case SAMPLE -> image;
            case EPSILON -> image * bar / (1 - bar); // n = (x_t - a x_0) / s
            case V -> image / (1 - bar); // a n - s x_0 = (a x_t - x_0) / s
        };
    }

    @ParameterizedTest
    @EnumSource(Prediction.class)
    void isInTheUnitOfTheRunsOwnLatents(Prediction prediction) {
        // Mean 3, variance 0.25: an autoencoder that scales otherwise than Stable Diffusion's.
        QuarterErrors chance = chance(prediction, swinging(3, 0.5, 0.5, SIDE / 2));
        for (int q = 1; q <= 4; q++) {
            double expected = expected(prediction, 0.25, q);
            assertThat(chance.forget().get(q - 1).restLoss()).isCloseTo(expected, withinPercentage(PERCENT));
            assertThat(chance.forget().get(q - 1).conceptLoss()).isCloseTo(expected, withinPercentage(PERCENT));
        }
    }

    /** {@code abar} for the noise, {@code 1 - abar} for the image, 1 for the velocity. */
    @Test
    void isWhatTheScheduleAloneSaysOfLatentsOfVarianceOne() {
        LatentSample sample = swinging(0, 1, 1, SIDE / 2);
        double bars = (1 / 4.0 + 1 / 16.0 + 1 / 64.0 + 1 / 256.0) / 4;
        assertThat(chance(Prediction.EPSILON, sample).restError()).isCloseTo(bars, withinPercentage(PERCENT));
        assertThat(chance(Prediction.SAMPLE, sample).restError()).isCloseTo(1 - bars, withinPercentage(PERCENT));
        assertThat(chance(Prediction.V, sample).restError()).isCloseTo(1, withinPercentage(PERCENT));
    }

    /** A quarter swings by 1, the rest by a half: variance 7/16. The guess misses by {@code d (s^2 / D)^2 + (a v s / D)^2}. */
    @Test
    void errsMoreWhereValuesLieFurtherFromTheMean() {
        QuarterErrors chance = chance(Prediction.SAMPLE, swinging(0, 1, 0.5, SIDE / 4));
        double variance = 7 / 16.0;
        double all = 0.25 * variance + 0.75; // D at the first quarter, abar of a quarter
        double noise = 0.25 * variance * variance * 0.75 / (all * all);
        double left = 0.75 / all * (0.75 / all);
        assertThat(chance.forget().get(0).conceptLoss()).isCloseTo(left + noise, withinPercentage(PERCENT));
        assertThat(chance.forget().get(0).restLoss()).isCloseTo(0.25 * left + noise, withinPercentage(PERCENT));
    }

    @Test
    void knowsALatentThatIsTheSameEverywhere() {
        QuarterErrors chance = chance(Prediction.SAMPLE, swinging(2, 0, 0, SIDE / 2));
        assertThat(chance.conceptError()).isCloseTo(0, within(1e-9));
    }
}
