package io.github.fttp.bench;

import io.github.fttp.core.engine.Activation;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.mask.ElementMask;
import io.github.fttp.core.nn.Weights;
import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.diffusion.train.Denoising;
import io.github.fttp.diffusion.train.LatentElements;
import io.github.fttp.diffusion.unet.Conditioning;
import io.github.fttp.diffusion.unet.UNetConfig;
import io.github.fttp.diffusion.unet.UNetConfig.Level;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** U-Nets of Stable Diffusion's structure on latents of 40 x 40, that is images of 320 x 320, with 77 words. */
public enum BenchUnet implements StepModel {
    /** A quarter as wide; everything trains. */
    UNET_QUARTER(config(80, 192, 16), 2, "", 5, 20, false, 1L << 30),
    /** Stable Diffusion 1.x; what asks of the words trains, the rest stays in its file. */
    UNET_FULL_XATTN(config(320, 768, 32), 1, ".attn2.", 3, 5, true, 3L << 30),
    /** Stable Diffusion 1.x; everything trains. */
    UNET_FULL(config(320, 768, 32), 1, "", 2, 3, true, 11L << 30);

    /** Rows and columns of a latent image. */
    static final int SIDE = 40;
    /** Tokens of a prompt. */
    static final int WORDS = 77;
    /** The middle of the image, of this share in each direction, carries the concept. */
    private static final double CONCEPT = 0.5;

    private final UNetConfig config;
    private final int batch;
    private final String trains;
    private final int warmup;
    private final int steps;
    private final boolean large;
    private final long bytes;

    /** @param trains what the names of parameters that train have in them */
    BenchUnet(UNetConfig config, int batch, String trains, int warmup, int steps, boolean large, long bytes) {
        this.config = config;
        this.batch = batch;
        this.trains = trains;
        this.warmup = warmup;
        this.steps = steps;
        this.large = large;
        this.bytes = bytes;
    }

    private static UNetConfig config(int width, int contextWidth, int groups) {
        Level first = new Level(width, 2, true, 8, 1, contextWidth);
        Level second = new Level(2 * width, 2, true, 8, 1, contextWidth);
        Level third = new Level(4 * width, 2, true, 8, 1, contextWidth);
        Level last = new Level(4 * width, 2, false, 8, 1, contextWidth);
        return new UNetConfig(
                4,
                4,
                SIDE,
                List.of(first, second, third, last),
                List.of(last, third, second, first),
                true,
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

    @Override
    public String toString() {
        return StepModel.written(this);
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
        return large;
    }

    @Override
    public long keeps(int batch) {
        return large ? batch * (1L << 29) : 0;
    }

    @Override
    public boolean isMapped() {
        return large && !trainsAll();
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
                SIDE,
                SIDE,
                trainsAll() ? "everything trains" : "parameters with " + trains + " in their names train");
    }

    @Override
    public TimedStep step(Engine engine, Weights weights, int batch, boolean checkpointing) {
        return new UnetStep(this, engine, weights, batch, checkpointing);
    }

    /** The batch: latents, noise and text states at random, each sample at its own time step. */
    Denoising.Batch batch(int batch) {
        SplittableRandom random = new SplittableRandom(3);
        Shape shape = Shape.of(batch, config.inChannels(), SIDE, SIDE);
        Shape context = Shape.of(batch, WORDS, config.contextWidth());
        int[] timesteps = new int[batch];
        for (int b = 0; b < batch; b++) timesteps[b] = 249 + 500 * b;
        return new Denoising.Batch(
                shape,
                normal(random, shape),
                normal(random, shape),
                timesteps,
                Conditioning.of(context, normal(random, context)));
    }

    private static float[] normal(SplittableRandom random, Shape shape) {
        float[] values = new float[(int) shape.size()];
        for (int i = 0; i < values.length; i++) values[i] = (float) random.nextGaussian();
        return values;
    }

    /** The concept lies in the middle of each image. */
    ElementMask mask(int batch) {
        float[] pixels = new float[batch * SIDE * SIDE];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = isInside(i / SIDE % SIDE) && isInside(i % SIDE) ? 1 : 0;
        }
        return LatentElements.spread(pixels, SIDE * SIDE, config.outChannels());
    }

    private static boolean isInside(int place) {
        return Math.abs(place + 0.5 - SIDE / 2.0) < CONCEPT * SIDE / 2;
    }
}
