package io.github.fttp.core.engine;

import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.util.Locale;
import java.util.function.Function;

/**
 * Attention whose scores never reach the GPU's memory (FlashAttention-2, Dao 2023): one kernel on the way; on the way back one
 * for the queries' gradients and one for those of keys and values, so that no sum needs atomic operations. Between them lies a
 * number for each row of scores.
 *
 * <p>Products are the tensor cores', of bfloat16 or of float32 rounded to 10 fraction bits, where {@link Precision} allows; their
 * instructions are written out ({@code mma.sync}), since the runtime compiler has no headers, and Hopper's own ones ({@code
 * wgmma}) are left to the library's products. Without rounding they are the CUDA cores', which keep up with the library's
 * products at most for narrow heads: what is saved is memory, not arithmetic.
 *
 * <p>Takes heads whose width is a multiple of 8 and at most 160 and whose tiles fit into shared memory; all others go the
 * other way. Runs on GPUs whose blocks may have 96 KiB of it, which are those with these instructions (compute capability
 * 8.0).
 */
final class CudaFusedAttention implements AttentionKernels {
    // As in attention.cu.
    private static final int ROWS = 64;
    private static final int THREADS = 128;
    private static final int MOST_WIDTH = 160;
    private static final int EIGHT = 8;
    private static final int ALIGNMENT = 16;

    private static final int MOST_BLOCKS = 65535;
    private static final int SHARED = 96 << 10;

    private final Gpu gpu;
    private final Pool pool;
    private final GpuLaunch launch;
    private final GpuUploads uploads;
    private final AttentionKernels other;
    private final Arithmetic arithmetic;

    /**
     * How tiles are kept and multiplied, the structs of attention.cu.
     *
     * @param bytes of an element
     * @param forward columns of a tile on the way
     * @param backward columns of a tile on the way back
     * @param pad elements by which a row of a tile is longer
     * @param step elements that are multiplied at a time
     */
    private record Arithmetic(String name, int bytes, int forward, int backward, int pad, int step) {
        static Arithmetic of(Precision precision) {
            String name = precision.name().toLowerCase(Locale.ROOT);
            return switch (precision) {
                case EXACT -> new Arithmetic(name, Float.BYTES, 32, 16, 4, 1);
                case TF32 -> new Arithmetic(name, Float.BYTES, 32, 16, 4, 8);
                case BFLOAT16 -> new Arithmetic(name, Short.BYTES, 64, 32, 8, 16);
            };
        }

        int forwardBytes(int width) {
            return tiles(1, forward, width);
        }

        /** With two numbers for each column. */
        int backwardBytes(int width) {
            return tiles(2, backward, width) + 2 * backward * Float.BYTES;
        }

        int mostBytes(int width) {
            return Math.max(forwardBytes(width), backwardBytes(width));
        }

        /** Shared memory of so many tiles of rows, two of columns and one of weights. */
        private int tiles(int rowTiles, int columns, int width) {
            int stride = (width + step - 1) / step * step + pad;
            return ((rowTiles * ROWS + 2 * columns) * stride + ROWS * (columns + pad)) * bytes;
        }
    }

    /** @param other takes what this one does not */
    CudaFusedAttention(
            Gpu gpu, Pool pool, GpuLaunch launch, GpuUploads uploads, Precision precision, AttentionKernels other) {
        this.gpu = gpu;
        this.pool = pool;
        this.launch = launch;
        this.uploads = uploads;
        this.other = other;
        arithmetic = Arithmetic.of(precision);
    }

    @Override
    public void rope(Tensor x, Tensor cos, Tensor sin, boolean inverse, Tensor y, Write write) {
        other.rope(x, cos, sin, inverse, y, write);
    }

    @Override
    public void attention(Tensor q, Tensor k, Tensor v, AttentionMask mask, float scale, Tensor y) {
        if (!takes(scale, q, k, v, y)) {
            other.attention(q, k, v, mask, scale, y);
            return;
        }
        try (Tensor statistics = pool.draw(rows(q))) {
            forward(q, k, v, mask, scale, y, statistics);
        }
    }

    @Override
    public AttentionBackward attention(
            Tensor q, Tensor k, Tensor v, AttentionMask mask, float scale, Tensor y, Function<Shape, Tensor> memory) {
        if (!takes(scale, q, k, v, y)) return other.attention(q, k, v, mask, scale, y, memory);
        Tensor statistics = memory.apply(rows(q));
        forward(q, k, v, mask, scale, y, statistics);
        return (dy, dq, dk, dv) -> {
            if (takes(scale, dy, dq, dk, dv)) backward(dy, y, statistics, q, k, v, mask, scale, dq, dk, dv);
            else other.attentionBackward(dy, q, k, v, mask, scale, dq, dk, dv);
        };
    }

    @Override
    public void attentionBackward(
            Tensor dy, Tensor q, Tensor k, Tensor v, AttentionMask mask, float scale, Tensor dq, Tensor dk, Tensor dv) {
        if (!takes(scale, q, k, v, dy, dq, dk, dv)) {
            other.attentionBackward(dy, q, k, v, mask, scale, dq, dk, dv);
            return;
        }
        try (Tensor y = pool.draw(q.shape());
                Tensor statistics = pool.draw(rows(q))) {
            forward(q, k, v, mask, scale, y, statistics);
            backward(dy, y, statistics, q, k, v, mask, scale, dq, dk, dv);
        }
    }

    private void forward(Tensor q, Tensor k, Tensor v, AttentionMask mask, float scale, Tensor y, Tensor statistics) {
        GpuLaunch begun = launch.of("attention_" + arithmetic.name());
        heads(begun, q, k, v, y);
        begun.with(statistics);
        sizes(begun, q, k, mask, scale, uploads.put(mask));
        start(begun, q, q.shape().dim(2), arithmetic.forwardBytes(q.shape().dim(3)));
    }

    private void backward(
            Tensor dy,
            Tensor y,
            Tensor statistics,
            Tensor q,
            Tensor k,
            Tensor v,
            AttentionMask mask,
            float scale,
            Tensor dq,
            Tensor dk,
            Tensor dv) {
        long keys = uploads.put(mask);
        int shared = arithmetic.backwardBytes(q.shape().dim(3));
        try (Tensor deltas = pool.draw(rows(q))) {
            GpuLaunch queries = launch.of("attention_backward_queries_" + arithmetic.name());
            heads(queries, dy, y, q, k, v, dq);
            queries.with(statistics, deltas);
            sizes(queries, q, k, mask, scale, keys);
            start(queries, q, q.shape().dim(2), shared);
            GpuLaunch rest = launch.of("attention_backward_keys_" + arithmetic.name());
            heads(rest, dy, q, k, v, dk, dv);
            rest.with(statistics, deltas);
            sizes(rest, q, k, mask, scale, keys);
            start(rest, k, k.shape().dim(2), shared);
        }
    }

    /** Whether the kernels can read and write all of these. */
    private boolean takes(float scale, Tensor... tensors) {
        if (!(scale > 0)) return false; // the largest score is looked for before it is scaled
        for (Tensor x : tensors) {
            int width = x.shape().dim(3);
            boolean fits = x.type() != DType.FLOAT16
                    && width % EIGHT == 0
                    && width <= MOST_WIDTH
                    && arithmetic.mostBytes(width) <= gpu.sharedBytes()
                    && x.address() % ALIGNMENT == 0
                    && x.shape().dim(0) <= MOST_BLOCKS
                    && x.shape().dim(2) <= MOST_BLOCKS;
            for (int i = 0; fits && i < 3; i++) fits = x.shape().dim(i) == 1 || x.stride(i) % EIGHT == 0;
            if (!fits) return false;
        }
        return true;
    }

    /** Whether the GPU has the instructions and the shared memory. */
    static boolean runsOn(Gpu gpu) {
        return gpu.sharedBytes() >= SHARED;
    }

    private static Shape rows(Tensor q) {
        return Shape.of(q.shape().dim(0), q.shape().dim(2), q.shape().dim(1));
    }

    /** The kernels' {@code Heads}. */
    private void heads(GpuLaunch begun, Tensor... tensors) {
        for (Tensor x : tensors) {
            begun.with(GpuLaunch.address(gpu, x));
            for (int i = 0; i < 3; i++) begun.with(x.stride(i));
            begun.with((long) x.type().ordinal());
        }
    }

    /** The address of visible keys, and the kernels' {@code Sizes}. */
    private static void sizes(GpuLaunch begun, Tensor q, Tensor k, AttentionMask mask, float scale, long keys) {
        begun.with(keys)
                .with(q.shape().dim(1))
                .with(k.shape().dim(1))
                .with(q.shape().dim(2))
                .with(q.shape().dim(2) / k.shape().dim(2))
                .with(q.shape().dim(3))
                .with(mask.isCausal())
                .with(mask.window())
                .with(scale);
    }

    private void start(GpuLaunch begun, Tensor rows, int heads, int shared) {
        int tiles = (rows.shape().dim(1) + ROWS - 1) / ROWS;
        if (rows.shape().size() == 0) return;
        begun.blocks(tiles, heads, rows.shape().dim(0), THREADS, shared);
    }
}
