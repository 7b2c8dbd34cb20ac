package io.github.fttp.diffusion.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.clip.EncodedPrompt;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.method.Fttp;
import io.github.fttp.core.method.NullSpace;
import io.github.fttp.core.method.TrainingMethod;
import io.github.fttp.core.optim.Adam;
import io.github.fttp.core.optim.StepProjection;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.train.Training;
import io.github.fttp.core.train.Unlearner;
import io.github.fttp.diffusion.method.WordShift;
import io.github.fttp.diffusion.train.LatentSample;
import io.github.fttp.diffusion.train.TrainableUNet;
import io.github.fttp.diffusion.unet.Conditioning;
import io.github.fttp.diffusion.unet.Framing;
import io.github.fttp.diffusion.unet.UNetPart;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Words of the two text encoders of a small SDXL, whose states are 16 and 20 wide. */
class OtherWordsTest {
    private static final Path XL = Path.of("src/test/resources/golden/sdxl-micro-pipeline");
    private static final Concept LAMP = Concept.of("lamp");
    private static final int WIDTH = 36;

    private static OneDnnEngine engine;
    private static StableDiffusionFolder folder;
    private static double[][] moments;

    @BeforeAll
    static void open() {
        engine = new OneDnnEngine();
        folder = StableDiffusionFolder.open(XL);
        try (LoadedPipeline model = folder.load(engine)) {
            moments = new OtherWords(model).moments(LAMP, 7);
        }
    }

    @AfterAll
    static void close() {
        folder.close();
        engine.close();
    }

    /** One pair of columns after the other, from texts that are put together here: to the bit, for published runs depend on it. */
    @Test
    void sumsProductsOfTheStatesOfBothTextEncoders() {
        try (LoadedPipeline model = folder.load(engine)) {
            float[] states = states(model, 7);
            double[][] expected = new double[WIDTH][WIDTH];
            for (int i = 0; i < WIDTH; i++) {
                for (int j = 0; j < WIDTH; j++) {
                    for (int at = 0; at < states.length; at += WIDTH) {
                        expected[i][j] += (double) states[at + i] * states[at + j];
                    }
                    expected[i][j] /= states.length / WIDTH;
                }
            }
            assertThat(moments).isDeepEqualTo(expected);
        }
    }

    /** Draws of a comparison must not share their words. */
    @Test
    void sumsOnceForEachConceptAndSeed() {
        try (LoadedPipeline model = folder.load(engine)) {
            OtherWords words = new OtherWords(model);
            double[][] first = words.moments(LAMP, 7);
            assertThat(words.moments(LAMP, 7)).isSameAs(first).isDeepEqualTo(moments);
            assertThat(words.moments(LAMP, 8)[1][0]).isNotEqualTo(first[1][0]);
            assertThat(words.moments(Concept.of("hat"), 7)[1][0]).isNotEqualTo(first[1][0]);
        }
    }

    private static float[] states(LoadedPipeline model, long seed) {
        int[] words = model.tokenizers().words(LAMP);
        int most = Math.min(8, model.tokenizers().length() - 2);
        SplittableRandom random = new SplittableRandom(seed);
        List<float[]> all = new ArrayList<>();
        for (int batch = 0; batch < 16; batch++) {
            List<int[]> texts = new ArrayList<>();
            for (int text = 0; text < 32; text++) {
                int[] ids = new int[1 + random.nextInt(most)];
                for (int i = 0; i < ids.length; i++) ids[i] = words[random.nextInt(0, words.length)];
                texts.add(ids);
            }
            List<int[][]> each = new ArrayList<>();
            for (EncodedPrompt empty : model.tokenizers().encode("")) {
                each.add(texts.stream().map(empty::behind).toArray(int[][]::new));
            }
            Conditioning said = model.textEncoders().conditioning(model.engine(), each, Framing.whole(1, 1));
            all.add(said.states());
        }
        float[] joined = new float[all.stream().mapToInt(each -> each.length).sum()];
        int at = 0;
        for (float[] each : all) {
            System.arraycopy(each, 0, joined, at, each.length);
            at += each.length;
        }
        return joined;
    }

    @Test
    void stepsSpareWhatBothTextEncodersSayOfOtherWords() {
        Fttp fttp = new Fttp(30, 55);
        double[] free = moved(fttp);
        double[] sparing = moved(new NullSpace(fttp, 1000));
        assertThat(free[1]).isPositive();
        assertThat(sparing[1] / sparing[0]).isLessThan(free[1] / free[0]);
    }

    /** How far keys and values of the concept, and of another word on the mean, move in three steps. */
    private static double[] moved(TrainingMethod method) {
        try (LoadedPipeline model = folder.load(engine)) {
            Framing framing = Framing.whole(16, 16);
            Conditioning lamp = model.conditioning(List.of("lamp"), framing);
            Conditioning hat = model.conditioning(List.of("hat"), framing);
            TrainableUNet trainable = TrainableUNet.of(
                    model.unet(), engine, folder.denoising(), UNetPart.WORD_KEYS_AND_VALUES.of(model.unet()));
            if (method instanceof NullSpace space) {
                trainable = trainable.projected(StepProjection.sparing(moments, space.spare()));
            }
            WordShift shift = WordShift.from(model.unet());
            Shape shape = model.latentShape(1, 16, 16);
            int channels = shape.dim(1);
            float[] latent = new float[(int) shape.size()];
            SplittableRandom random = new SplittableRandom(1);
            for (int i = 0; i < latent.length; i++) latent[i] = (float) random.nextGaussian();
            float[] mask = new float[latent.length / channels];
            Arrays.fill(mask, 0, mask.length / 2, 1);
            LatentSample sample = new LatentSample(
                    "a",
                    Shape.of(channels, shape.dim(2), shape.dim(3)),
                    latent,
                    new float[latent.length],
                    mask,
                    lamp,
                    new LatentSample.Noising.Fixed(300, latent));
            Unlearner.of(trainable)
                    .method(method)
                    .training(Training.by(Adam.rate(1e-2)).steps(3))
                    .forget(List.of(sample));
            return new double[] {shift.moved(word(lamp)), shift.moved(word(hat))};
        }
    }

    /** The state behind the start. */
    private static float[] word(Conditioning said) {
        return Arrays.copyOfRange(said.states(), WIDTH, 2 * WIDTH);
    }
}
