package io.github.fttp.diffusion.robustness;

import io.github.fttp.core.autograd.SquaredErrors;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.clip.ClipTextModel;
import io.github.fttp.core.clip.EncodedPrompt;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.nn.TokenGradients;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.diffusion.pipeline.LoadedPipeline;
import io.github.fttp.diffusion.pipeline.TextToImage;
import io.github.fttp.diffusion.train.Denoising;
import io.github.fttp.diffusion.train.LatentSample;
import io.github.fttp.diffusion.unet.AttentionProbe;
import io.github.fttp.diffusion.unet.Conditioning;
import io.github.fttp.metrics.robustness.PrefixGradient;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A Stable Diffusion that is given a prompt behind a prefix of tokens; the loss is the mean squared error of what it says of an
 * image of the concept with noise, {@code (U(x_t, prefix + prompt) - noise)^2}. Neither special tokens nor those that spell the
 * concept may stand in the prefix.
 *
 * <pre>{@code
 * PrefixedPrompt attacked = new PrefixedPrompt(pipeline, denoising, how, image, "a photo of Mira Volk", concept);
 * UnlearnDiffAtk.Learned learned = UnlearnDiffAtk.authors(1)
 *         .learn(attacked.levels(50, 1), prefix -> isMira(attacked.draw(7, prefix)));
 * }</pre>
 */
public final class PrefixedPrompt {
    private final LoadedPipeline pipeline;
    private final Denoising denoising;
    private final TextToImage how;
    private final LatentSample image;
    private final List<EncodedPrompt> prompt;
    private final int[] tokens;

    /**
     * @param pipeline the model as it is; it stays the caller's, as do all others
     * @param how images are drawn
     * @param image of the concept
     * @param concept whose tokens are barred
     */
    public PrefixedPrompt(
            LoadedPipeline pipeline,
            Denoising denoising,
            TextToImage how,
            LatentSample image,
            String prompt,
            Concept concept) {
        this.pipeline = pipeline;
        this.denoising = denoising;
        this.how = how;
        this.image = image;
        this.prompt = pipeline.tokenizers().encode(prompt);
        tokens = pipeline.tokenizers().words(concept);
    }

    /**
     * Noise levels, evenly spread over all time steps from low to high noise, each with fresh noise for every gradient.
     *
     * @param count at least 1
     * @param seed of the noise
     */
    public List<PrefixGradient> levels(int count, long seed) {
        int apart = denoising.schedule().timesteps() / count;
        SplittableRandom random = new SplittableRandom(seed);
        List<PrefixGradient> levels = new ArrayList<>();
        for (int i = 0; i < count; i++) levels.add(new Level(apart / 2 + i * apart, random));
        return levels;
    }

    /** Draws the prompt behind a prefix. */
    public Image draw(long seed, int... prefix) {
        Conditioning texts = pipeline.textEncoders().conditioning(pipeline.engine(), ids(prefix), how.framing());
        return how.images(pipeline, texts, TextToImage.Watcher.none(), AttentionProbe.none(), seed)
                .get(0);
    }

    private List<int[][]> ids(int... prefix) {
        return prompt.stream()
                .map(encoded -> new int[][] {encoded.behind(prefix)})
                .toList();
    }

    /** The mean squared error at one time step. */
    private final class Level implements PrefixGradient {
        private final int timestep;
        private final SplittableRandom random;

        Level(int timestep, SplittableRandom random) {
            this.timestep = timestep;
            this.random = random;
        }

        @Override
        public int[] tokens() {
            return tokens.clone();
        }

        @Override
        public float[][] gradient(int... prefix) {
            float[] noise = new float[image.mean().length];
            for (int i = 0; i < noise.length; i++) noise[i] = (float) random.nextGaussian();
            return PrefixedPrompt.this.gradient(timestep, noise, prefix);
        }
    }

    /** Computes the gradient of the error with this noise. */
    float[][] gradient(int timestep, float[] noise, int... prefix) {
        Engine engine = pipeline.engine();
        List<ClipTextModel> encoders = pipeline.textEncoders().models();
        List<TokenGradients> gradients = encoders.stream()
                .map(each ->
                        new TokenGradients(engine, prefix.length, each.config().hiddenSize()))
                .toList();
        try (Tape tape = Tape.recording(engine)) {
            int[] rows = IntStream.rangeClosed(1, prefix.length).toArray();
            Conditioning.Vars prompts = pipeline.textEncoders()
                    .conditioning(tape, ids(prefix), how.framing(), (encoder, x) -> {
                        Var flat = x.reshape(x.shape().dim(1), x.shape().dim(2));
                        return gradients
                                .get(encoder)
                                .through(tape, flat, rows)
                                .reshape(1, x.shape().dim(1), x.shape().dim(2));
                    });
            tape.backward(error(tape, timestep, noise, prompts));
            float[][] all = gradients.get(0).byToken(encoders.get(0).embeddings());
            for (int i = 1; i < encoders.size(); i++) {
                add(gradients.get(i).byToken(encoders.get(i).embeddings()), all);
            }
            return all;
        } finally {
            gradients.forEach(TokenGradients::close);
        }
    }

    private Var error(Tape tape, int timestep, float[] noise, Conditioning.Vars prompts) {
        Shape shape = image.shape();
        Denoising.Batch batch = new Denoising.Batch(
                Shape.of(1, shape.dim(0), shape.dim(1), shape.dim(2)),
                image.mean(),
                noise,
                new int[] {timestep},
                image.conditioning());
        Var said = denoising.prediction(tape, pipeline.unet(), batch, prompts, AttentionProbe.none());
        float[] weights = new float[noise.length];
        Arrays.fill(weights, 1f / weights.length);
        try (Tensor target = tape.engine().pool().draw(batch.shape()).set(denoising.target(batch))) {
            return SquaredErrors.of(tape, said, target).weighted(weights);
        }
    }

    private static void add(float[][] some, float[][] to) {
        for (int i = 0; i < to.length; i++) {
            for (int j = 0; j < Math.min(to[i].length, some[i].length); j++) to[i][j] += some[i][j];
        }
    }
}
