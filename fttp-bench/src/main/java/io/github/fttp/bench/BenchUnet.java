package io.github.fttp.bench;

import io.github.fttp.core.engine.Activation;
import io.github.fttp.core.engine.AttentionMask;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.mask.ElementMask;
import io.github.fttp.core.nn.Weights;
import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.diffusion.train.Denoising;
import io.github.fttp.diffusion.train.LatentElements;
import io.github.fttp.diffusion.unet.Conditioning;
import io.github.fttp.diffusion.unet.Framing;
import io.github.fttp.diffusion.unet.UNetConfig;
import io.github.fttp.diffusion.unet.UNetConfig.Level;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** U-Nets of Stable Diffusion's structure on latents of 40 x 40 and of 64 x 64, an eighth of their images' sides, with 77 words. */
public enum BenchUnet implements StepModel {
    /** A quarter as wide; everything trains. */
    UNET_QUARTER(config(80, 192, 16), 2, "", 5, 20, 1L << 30, 0),
    /** Stable Diffusion 1.x; what asks of the words trains, the rest stays in its file. */
    UNET_FULL_XATTN(config(320, 768, 32), 1, ".attn2.", 3, 5, 3L << 30, 1L << 29),
    /** Stable Diffusion 1.x; everything trains. */
    UNET_FULL(config(320, 768, 32), 1, "", 2, 3, 11L << 30, 1L << 29),
    /** Stable Diffusion XL; what asks of the words trains, the rest stays in its file. */
    UNET_XL_XATTN(xl(), 1, ".attn2.", 1, 2, 11L << 30, 7L << 29);

    /** Tokens of a prompt. */
    static final int WORDS = 77;
    /** The middle of the image, of this share in each direction, carries the concept. */
    private static final double CONCEPT = 0.5;

    private final UNetConfig config;
    private final int batch;
    private final String trains;
    private final int warmup;
    private final int steps;
    private final long bytes;
    private final long keeps;

    /**
     * @param trains what the names of parameters that train have in them
     * @param bytes of a step that computes layers again on the way back, where it is large
     * @param keeps bytes more of each sample where it does not; 0 of a small one
     */
    BenchUnet(UNetConfig config, int batch, String trains, int warmup, int steps, long bytes, long keeps) {
        this.config = config;
        this.batch = batch;
        this.trains = trains;
        this.warmup = warmup;
        this.steps = steps;
        this.bytes = bytes;
        this.keeps = keeps;
    }

    private static UNetConfig config(int width, int contextWidth, int groups) {
        Level first = Level.down(width, 2, true, 8, 1, contextWidth);
        Level second = Level.down(2 * width, 2, true, 8, 1, contextWidth);
        Level third = Level.down(4 * width, 2, true, 8, 1, contextWidth);
        Level last = Level.down(4 * width, 2, false, 8, 1, contextWidth);
        return new UNetConfig(
                4,
                4,
                40,
                List.of(first, second, third, last),
                List.of(last.up(), third.up(), second.up(), first.up()),
                Optional.of(last.middle()),
                4 * width,
                UNetConfig.Addition.NONE,
                true,
                0,
                1,
                groups,
                1e-5,
                Activation.SILU,
                false,
                3,
                3);
    }

    private static UNetConfig xl() {
        Level first = Level.down(320, 2, false, 5, 1, 2048);
        Level second = Level.down(640, 2, true, 10, 2, 2048);
        Level third = Level.down(1280, 2, true, 20, 10, 2048);
        return new UNetConfig(
                4,
                4,
                64,
                List.of(first, second, third),
                List.of(third.up(), second.up(), first.up()),
                Optional.of(third.middle()),
                1280,
                new UNetConfig.Addition(256, 2816),
                true,
                0,
                1,
                32,
                1e-5,
                Activation.SILU,
                true,
                3,
                3);
    }

    /** Rows and columns of a latent image. */
    int side() {
        return config.sampleSize();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Its sizes. */
    public UNetConfig config() {
        return config;
    }

    /** Whether a parameter of this name trains. */
    boolean trains(String name) {
        return name.contains(trains);
    }

    private boolean trainsAll() {
        return trains.isEmpty();
    }

    @Override
    public int warmup() {
        return warmup;
    }

    @Override
    public int steps() {
        return steps;
    }

    @Override
    public boolean isLarge() {
        return keeps > 0;
    }

    @Override
    public long keeps(int batch) {
        return batch * keeps;
    }

    @Override
    public boolean isMapped() {
        return isLarge() && !trainsAll();
    }

    @Override
    public DType frozen(boolean bf16) {
        if (bf16 && trainsAll()) {
            throw new IllegalArgumentException("--bf16 is for frozen weights, all of " + this + " train");
        }
        return bf16 ? DType.BFLOAT16 : DType.FLOAT32;
    }

    @Override
    public long needs(boolean onGpu) {
        return onGpu ? 2 * bytes : bytes;
    }

    @Override
    public int batch() {
        return batch;
    }

    @Override
    public String contents(int batch) {
        return String.format(
                Locale.ROOT,
                "batch %d of %d x %d latents, %s",
                batch,
                side(),
                side(),
                trainsAll() ? "everything trains" : "parameters with " + trains + " in their names train");
    }

    @Override
    public TimedStep step(Engine engine, Weights weights, int batch, boolean checkpointing) {
        return new UnetStep(this, engine, weights, batch, checkpointing);
    }

    /** The batch: latents, noise and text states at random, each sample at its own time step. */
    Denoising.Batch batch(int batch) {
        SplittableRandom random = new SplittableRandom(3);
        Shape shape = Shape.of(batch, config.inChannels(), side(), side());
        Shape context = Shape.of(batch, WORDS, config.contextWidth());
        int[] timesteps = new int[batch];
        for (int b = 0; b < batch; b++) timesteps[b] = 249 + 500 * b;
        return new Denoising.Batch(
                shape, normal(random, shape), normal(random, shape), timesteps, conditioning(context, random));
    }

    private Conditioning conditioning(Shape context, SplittableRandom random) {
        float[] states = normal(random, context);
        if (!config.addition().isThere()) return Conditioning.of(context, states);
        int batch = context.dim(0);
        int pixels = 8 * side();
        int pooled =
                config.addition().width() - Framing.NUMBERS * config.addition().waves();
        Map<String, float[]> added = Map.of(
                Conditioning.TEXT_EMBEDS, normal(random, Shape.of(batch, pooled)),
                Conditioning.TIME_IDS, Framing.whole(pixels, pixels).timeIds(batch));
        return new Conditioning(context, states, AttentionMask.full(), added);
    }

    private static float[] normal(SplittableRandom random, Shape shape) {
        float[] values = new float[(int) shape.size()];
        for (int i = 0; i < values.length; i++) values[i] = (float) random.nextGaussian();
        return values;
    }

    /** The concept lies in the middle of each image. */
    ElementMask mask(int batch) {
        int side = side();
        float[] pixels = new float[batch * side * side];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = isInside(i / side % side, side) && isInside(i % side, side) ? 1 : 0;
        }
        return LatentElements.spread(pixels, side * side, config.outChannels());
    }

    private static boolean isInside(int place, int side) {
        return Math.abs(place + 0.5 - side / 2.0) < CONCEPT * side / 2;
    }
}
