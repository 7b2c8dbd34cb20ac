package io.github.fttp.diffusion.robustness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.Engines;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.diffusion.conceptworld.PretrainedStableDiffusion;
import io.github.fttp.diffusion.pipeline.LoadedPipeline;
import io.github.fttp.diffusion.pipeline.StableDiffusionFolder;
import io.github.fttp.diffusion.pipeline.TextToImage;
import io.github.fttp.diffusion.train.Denoising;
import io.github.fttp.diffusion.train.LatentSample;
import io.github.fttp.diffusion.unet.Conditioning;
import io.github.fttp.metrics.robustness.PrefixGradient;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrefixedPromptTest {
    private static final String PROMPT = "Mira Volk on the beach";
    private static final int TIMESTEP = 500;

    @TempDir
    Path folder;

    private final Engine engine = Engines.best().engine();
    private StableDiffusionFolder opened;
    private LoadedPipeline pipeline;
    private Denoising denoising;
    private TextToImage how;
    private LatentSample image;
    private PrefixedPrompt attacked;

    @BeforeEach
    void open() {
        opened = StableDiffusionFolder.open(PretrainedStableDiffusion.copyInto(folder));
        pipeline = opened.load(engine);
        denoising =
                new Denoising(opened.scheduler().schedule(), opened.scheduler().prediction());
        how = TextToImage.of(opened, 32, 32).steps(2);
        Shape latent = pipeline.latentShape(1, 32, 32);
        Shape shape = Shape.of(latent.dim(1), latent.dim(2), latent.dim(3));
        float[] values = normal(7, (int) shape.size());
        image = new LatentSample(
                "image",
                shape,
                values,
                new float[values.length],
                new float[latent.dim(2) * latent.dim(3)],
                pipeline.conditioning(List.of(PROMPT), how.framing()));
        attacked = new PrefixedPrompt(pipeline, denoising, how, image, PROMPT, Concept.of("Mira Volk"));
    }

    @AfterEach
    void close() {
        pipeline.close();
        opened.close();
        engine.close();
    }

    private static float[] normal(long seed, int size) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) values[i] = (float) random.nextGaussian();
        return values;
    }

    @Test
    void theGradientByTokensIsThatOfFiniteDifferences() {
        int[] words = attacked.levels(1, 0).get(0).tokens();
        int[] prefix = {words[3], words[4]};
        float[] noise = normal(8, image.mean().length);
        Parameter table = pipeline.textEncoders().models().get(0).parameters().stream()
                .filter(each -> each.name().endsWith("token_embedding.weight"))
                .findFirst()
                .orElseThrow();
        table.unfreeze(engine.pool());
        table.trainable(false);
        float[][] gradient = attacked.gradient(TIMESTEP, noise, prefix);
        assertThat(gradient).hasDimensions(2, table.value().shape().dim(0));
        float[] before = table.value().toArray();
        float largest = 0;
        for (int token : new int[] {words[9], words[17], words[30]}) {
            double near = moved(table, before, prefix, token, 1 / 16f, noise)
                    - moved(table, before, prefix, token, -1 / 16f, noise);
            double far = moved(table, before, prefix, token, 1 / 8f, noise)
                    - moved(table, before, prefix, token, -1 / 8f, noise);
            float expected = (float) ((8 * near - far) / (12 / 16f));
            largest = Math.max(largest, Math.abs(expected));
            assertThat(gradient[1][token]).isCloseTo(expected, offset(1e-5f));
        }
        assertThat(largest).isGreaterThan(1e-4f);
    }

    /** The error with the second place's token moved towards another. */
    private double moved(Parameter table, float[] before, int[] prefix, int token, float by, float... noise) {
        int width = table.value().shape().dim(1);
        float[] moved = before.clone();
        for (int c = 0; c < width; c++) moved[prefix[1] * width + c] += by * before[token * width + c];
        table.value().set(moved);
        int[] ids = pipeline.tokenizers().encode(PROMPT).get(0).behind(prefix);
        Conditioning texts = pipeline.textEncoders()
                .conditioning(engine, Collections.singletonList(new int[][] {ids}), how.framing());
        Shape shape = image.shape();
        Denoising.Batch batch = new Denoising.Batch(
                Shape.of(1, shape.dim(0), shape.dim(1), shape.dim(2)),
                image.mean(),
                noise,
                new int[] {TIMESTEP},
                texts);
        float[] wanted = denoising.target(batch);
        double sum = 0;
        try (Tape tape = Tape.forward(engine)) {
            float[] said =
                    denoising.prediction(tape, pipeline.unet(), batch).value().toArray();
            for (int i = 0; i < said.length; i++) sum += Math.pow(said[i] - wanted[i], 2);
        }
        table.value().set(before);
        return sum / wanted.length;
    }

    @Test
    void noTokenOfTheConceptAndNoSpecialOneMayStandInThePrefix() {
        List<PrefixGradient> levels = attacked.levels(4, 1);
        assertThat(levels).hasSize(4);
        int[] tokens = levels.get(0).tokens();
        int[] named = pipeline.tokenizers().encode("Mira Volk").get(0).ids();
        assertThat(tokens)
                .doesNotContain(named[0], named[1], named[2], named[3])
                .hasSizeGreaterThan(pipeline.tokenizers().words(Concept.of("nobody")).length - 4);
        assertThat(Arrays.stream(tokens).distinct().count()).isEqualTo(tokens.length);
    }

    @Test
    void drawsThePromptItselfBehindNoPrefixAndAnotherImageBehindOne() {
        int[] words = attacked.levels(1, 0).get(0).tokens();
        byte[] plain = how.images(pipeline, List.of(PROMPT), 5).get(0).rgb();
        assertThat(attacked.draw(5).rgb()).isEqualTo(plain);
        assertThat(attacked.draw(5, words[9], words[17]).rgb()).isNotEqualTo(plain);
    }
}
