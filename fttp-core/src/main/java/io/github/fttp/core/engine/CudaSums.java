package io.github.fttp.core.engine;

import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;

/** Sums over rows, in chunks, in an order that does not depend on the GPU. */
final class CudaSums {
    /** Rows that one thread adds up: enough threads for a GPU, and short sums, which are more exact. */
    private static final int STRETCH = 64;

    private static final int MOST_CHUNKS = 1024;

    private final Pool pool;
    private final GpuLaunch launch;

    CudaSums(Pool pool, GpuLaunch launch) {
        this.pool = pool;
        this.launch = launch;
    }

    void sumLeading(Tensor x, Tensor y, Write write) {
        long width = y.shape().size();
        if (width == 0) return;
        sumRows(x, x.shape().size() / width, width, y, write);
    }

    /** {@code y [width]} gets the sum of the rows, by chunks and then over them. */
    void sumRows(Tensor x, long rows, long width, Tensor y, Write write) {
        if (rows == 0) {
            if (write == Write.SET)
                launch.of("fill").with(y).with(width).with(0f).each(width);
            return;
        }
        long stretch = stretch(rows);
        int chunks = chunks(rows, stretch);
        if (chunks == 1) {
            columnSums(x, rows, width, stretch, chunks, y, write);
            return;
        }
        try (Tensor parts = pool.draw(Shape.of(chunks, Math.toIntExact(width)))) {
            columnSums(x, rows, width, stretch, chunks, parts, Write.SET);
            columnSums(parts, chunks, width, chunks, 1, y, write);
        }
    }

    private void columnSums(Tensor x, long rows, long width, long stretch, int chunks, Tensor y, Write write) {
        launch.of("column_sums")
                .with(x, y)
                .with(rows)
                .with(width)
                .with(stretch)
                .with(write == Write.ADD)
                .columns(width, chunks, 1);
    }

    static long stretch(long rows) {
        return Math.max(STRETCH, (rows + MOST_CHUNKS - 1) / MOST_CHUNKS);
    }

    static int chunks(long rows, long stretch) {
        return Math.toIntExact((rows + stretch - 1) / stretch);
    }

    /** {@code [samples, chunks, channels]} to {@code [samples, channels]}. */
    void overChunks(Tensor parts, Tensor y) {
        int chunks = parts.shape().dim(1);
        int channels = parts.shape().dim(2);
        launch.of("column_sums")
                .with(parts, y)
                .with((long) chunks)
                .with((long) channels)
                .with((long) chunks)
                .with(false)
                .columns(channels, 1, parts.shape().dim(0));
    }
}
