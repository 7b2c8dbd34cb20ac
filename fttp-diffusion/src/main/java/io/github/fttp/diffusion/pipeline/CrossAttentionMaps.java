package io.github.fttp.diffusion.pipeline;

import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.engine.AttentionMask;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.Write;
import io.github.fttp.core.mask.PixelMask;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.diffusion.scheduler.Noise;
import io.github.fttp.diffusion.train.Denoising;
import io.github.fttp.diffusion.train.LatentSample;
import io.github.fttp.diffusion.train.TrainableUNet;
import io.github.fttp.diffusion.unet.AttentionProbe;
import io.github.fttp.diffusion.unet.UNet2DConditionModel;

/**
 * How much each place of an image looks at each word, averaged over heads, layers and calls: for looking at, and as a mask
 * that nobody drew (Tang et al. 2023, "What the DAAM"). Smaller levels are brought to the latent's size by nearest
 * neighbours.
 */
public final class CrossAttentionMaps implements AttentionProbe {
    private final int height;
    private final int width;
    private double[][][] sums = {}; // [B][T][h w]
    private long counted;

    /** Makes maps of latents of this size. */
    public CrossAttentionMaps(int height, int width) {
        this.height = height;
        this.width = width;
    }

    /**
     * Finds the maps of an image that there is already, such as one to forget that nobody annotated: it is shown to a U-Net
     * under its own prompt with noise of each of these time steps in it, the same noise in each call.
     *
     * <pre>{@code
     * CrossAttentionMaps maps = CrossAttentionMaps.of(model, sample);
     * sample.marked(LatentMask.of(maps.mask(0, 0.5f, prompt.positions(concept))).values());
     * }</pre>
     */
    public static CrossAttentionMaps of(
            Engine engine, UNet2DConditionModel unet, Denoising denoising, LatentSample sample, int... timesteps) {
        Shape shape = sample.shape();
        CrossAttentionMaps maps = new CrossAttentionMaps(shape.dim(1), shape.dim(2));
        Noise noise = Noise.seeded(0);
        for (int timestep : timesteps) {
            Denoising.Batch batch = new Denoising.Batch(
                    Shape.of(1, shape.dim(0), shape.dim(1), shape.dim(2)),
                    sample.mean(),
                    noise.draw(sample.mean().length),
                    new int[] {timestep},
                    sample.conditioning());
            try (Tape tape = Tape.forward(engine)) {
                denoising.prediction(tape, unet, batch, maps);
            }
        }
        return maps;
    }

    /** Finds those of a whole model, at the middle of each quarter of its time steps. */
    public static CrossAttentionMaps of(LoadedPipeline model, LatentSample sample) {
        Denoising denoising =
                new Denoising(model.scheduler().schedule(), model.scheduler().prediction());
        int[] timesteps = TrainableUNet.quartiles(denoising.schedule().timesteps());
        return of(model.engine(), model.unet(), denoising, sample, timesteps);
    }

    @Override
    public void attended(String layer, Engine engine, Tensor queries, Tensor keys, AttentionMask tokens) {
        int batch = queries.shape().dim(0);
        int pixels = queries.shape().dim(1);
        int words = keys.shape().dim(1);
        if (sums.length == 0) sums = new double[batch][words][height * width];
        int layerHeight = height;
        int layerWidth = width;
        while (layerHeight * layerWidth > pixels) { // each level halves, upwards where the size is odd
            layerHeight = (layerHeight + 1) / 2;
            layerWidth = (layerWidth + 1) / 2;
        }
        if (layerHeight * layerWidth != pixels) {
            throw new IllegalStateException(layer + " has " + pixels + " pixels, which no level of a latent of "
                    + height + " x " + width + " has");
        }
        float[] probabilities = probabilities(engine, queries, keys, tokens);
        int heads = queries.shape().dim(2);
        for (int b = 0; b < batch; b++) {
            for (int h = 0; h < heads; h++) {
                int from = (b * heads + h) * pixels * words;
                for (int place = 0; place < height * width; place++) {
                    int row = place / width * layerHeight / height;
                    int column = place % width * layerWidth / width;
                    int at = from + (row * layerWidth + column) * words;
                    for (int t = 0; t < words; t++) sums[b][t][place] += probabilities[at + t] / heads;
                }
            }
        }
        counted++;
    }

    /** {@code [B, H, N, T]}. */
    private static float[] probabilities(Engine engine, Tensor queries, Tensor keys, AttentionMask tokens) {
        Tensor q = queries.transposed(1, 2); // [B, H, N, D]
        Tensor k = keys.transposed(1, 2).transposed(2, 3); // [B, H, D, T]
        Shape shape = q.shape().with(-1, k.shape().dim(-1));
        try (Tensor p = engine.pool().draw(shape)) {
            engine.matmul(q, k, p, Write.SET);
            engine.scale((float) (1 / Math.sqrt(queries.shape().dim(3))), p, p, Write.SET);
            engine.softmax(p, p);
            return attended(tokens, shape, p.toArray());
        }
    }

    /** The shares of the tokens that are attended to, which sum to 1: as if the softmax had been over them alone. */
    private static float[] attended(AttentionMask tokens, Shape shape, float... probabilities) {
        if (tokens.keys().length == 0) return probabilities;
        int words = shape.dim(-1);
        int perSample = Math.toIntExact(shape.size() / shape.dim(0));
        for (int row = 0; row < probabilities.length; row += words) {
            boolean[] keys = tokens.keys()[row / perSample];
            float sum = 0;
            for (int t = 0; t < words; t++) sum += keys[t] ? probabilities[row + t] : 0;
            for (int t = 0; t < words; t++) probabilities[row + t] *= keys[t] ? 1 / sum : 0;
        }
        return probabilities;
    }

    /**
     * The map of a word, {@code [h, w]}: 0 at the place that looks at it least, 1 at the one that does most.
     *
     * @param image of the batch
     * @param positions of the word's tokens in the prompt; their shares are added up
     */
    public float[] map(int image, int... positions) {
        if (counted == 0) throw new IllegalStateException("nothing was looked at yet");
        if (positions.length == 0) throw new IllegalArgumentException("the word has no token in the prompt");
        double[] sum = new double[height * width];
        for (int position : positions) {
            for (int i = 0; i < sum.length; i++) sum[i] += sums[image][position][i];
        }
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (double value : sum) {
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        float[] map = new float[sum.length];
        for (int i = 0; i < map.length && most > least; i++) map[i] = (float) ((sum[i] - least) / (most - least));
        return map;
    }

    /** Where {@link #map} reaches the threshold. */
    public PixelMask mask(int image, float threshold, int... positions) {
        return PixelMask.atLeast(threshold, width, height, map(image, positions));
    }
}
