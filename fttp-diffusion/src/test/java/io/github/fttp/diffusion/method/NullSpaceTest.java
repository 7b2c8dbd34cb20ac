package io.github.fttp.diffusion.method;

import static io.github.fttp.core.testing.Bounds.within;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.method.Fttp;
import io.github.fttp.core.method.NullSpace;
import io.github.fttp.core.method.TrainingMethod;
import io.github.fttp.core.optim.Adam;
import io.github.fttp.core.optim.StepProjection;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.train.Training;
import io.github.fttp.core.train.Unlearner;
import io.github.fttp.diffusion.scheduler.NoiseSchedule;
import io.github.fttp.diffusion.scheduler.Prediction;
import io.github.fttp.diffusion.train.Denoising;
import io.github.fttp.diffusion.train.LatentSample;
import io.github.fttp.diffusion.train.TrainableUNet;
import io.github.fttp.diffusion.unet.Conditioning;
import io.github.fttp.diffusion.unet.TinyUNet;
import io.github.fttp.diffusion.unet.UNet2DConditionModel;
import io.github.fttp.diffusion.unet.UNetPart;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NullSpaceTest {
    private static final int WIDTH = TinyUNet.CONTEXT;
    private static final Denoising NOISE =
            new Denoising(NoiseSchedule.scaledLinear(1000, 0.00085, 0.012), Prediction.EPSILON);

    private final SplittableRandom random = new SplittableRandom(5);
    private final float[] concept = normal(WIDTH);
    private final float[] other = normal(WIDTH);

    private final Engine engine = new OneDnnEngine();

    @TempDir
    Path folder;

    @AfterEach
    void nothingLeaks() {
        assertThat(engine.pool().outstanding()).isZero();
        engine.close();
    }

    private float[] normal(int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) values[i] = (float) random.nextGaussian();
        return values;
    }

    /** The mean of {@code c c^T} over the one other word. */
    private double[][] moments() {
        double[][] moments = new double[WIDTH][WIDTH];
        for (int i = 0; i < WIDTH; i++) for (int j = 0; j < WIDTH; j++) moments[i][j] = (double) other[i] * other[j];
        return moments;
    }

    /** How far the concept's and the other word's keys and values move in three steps. */
    private double[] moved(TrainingMethod method) {
        try (UNet2DConditionModel unet = TinyUNet.random(folder, engine, 3)) {
            WordShift shift = WordShift.from(unet);
            TrainableUNet trainable = TrainableUNet.of(unet, engine, NOISE, UNetPart.WORD_KEYS_AND_VALUES.of(unet));
            if (method instanceof NullSpace space) {
                trainable = trainable.projected(StepProjection.sparing(moments(), space.spare()));
            }
            SplittableRandom seeded = new SplittableRandom(1);
            float[] latent = new float[TinyUNet.LATENT * 6];
            for (int i = 0; i < latent.length; i++) latent[i] = (float) seeded.nextGaussian();
            LatentSample sample = new LatentSample(
                    "a",
                    Shape.of(TinyUNet.LATENT, 2, 3),
                    latent,
                    new float[latent.length],
                    new float[] {1, 1, 0, 0, 0, 0},
                    Conditioning.of(Shape.of(1, 1, WIDTH), concept),
                    new LatentSample.Noising.Fixed(300, latent));
            Unlearner.of(trainable)
                    .method(method)
                    .training(Training.by(Adam.rate(1e-2)).steps(3))
                    .forget(List.of(sample));
            return new double[] {shift.moved(concept), shift.moved(other)};
        }
    }

    @Test
    void sparesOtherWords() {
        Fttp fttp = new Fttp(30, 55);
        double[] free = moved(fttp);
        double[] sparing = moved(new NullSpace(fttp, 1e5f));
        assertThat(free[1]).isGreaterThan(1e-3);
        // The word's own direction is slowed down 1 + spare WIDTH times, for its moments' diagonal has a mean of |c|^2
        // / WIDTH.
        assertThat(sparing[1]).isLessThan(1e-5);
        assertThat(sparing[0]).isGreaterThan(0.1 * free[0]);
    }

    @Test
    void sparesNothingAtZero() {
        Fttp fttp = new Fttp(30, 55);
        assertThat(moved(new NullSpace(fttp, 0))[1]).isCloseTo(moved(fttp)[1], within(1e-6));
    }
}
