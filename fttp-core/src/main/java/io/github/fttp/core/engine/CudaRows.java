package io.github.fttp.core.engine;

import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Rows named by number, sums of columns, and normalisation, of {@link CudaEngine}. */
final class CudaRows {
    /** Rows that one thread adds up: enough threads for a GPU, and short sums, which are more exact. */
    private static final int STRETCH = 64;

    private static final int MOST_CHUNKS = 1024;
    private static final int SQUARES_BLOCKS = 512;

    private final Pool pool;
    private final GpuLaunch launch;
    private final GpuUploads uploads;

    CudaRows(Pool pool, GpuLaunch launch, GpuUploads uploads) {
        this.pool = pool;
        this.launch = launch;
        this.uploads = uploads;
    }

    void gather(Tensor table, int[] rows, Tensor y) {
        requireRows("gatherRows", rows, table);
        int width = table.shape().dim(-1);
        long n = (long) rows.length * width;
        launch.of("gather_rows")
                .with(table)
                .with(table.type().ordinal())
                .with(uploads.put(rows))
                .with(y)
                .with(n)
                .with(width)
                .each(n);
    }

    void scatter(Tensor x, int[] rows, Tensor y) {
        requireRows("scatterRows", rows, y);
        int width = y.shape().dim(-1);
        long n = (long) rows.length * width;
        launch.of("scatter_rows")
                .with(x)
                .with(uploads.put(rows))
                .with(y)
                .with(n)
                .with(width)
                .each(n);
    }

    /** Rows of one target are added up by the same thread, in their order: no two threads write to one place. */
    void scatterAdd(Tensor x, int[] rows, Tensor y) {
        requireRows("scatterRowsAdd", rows, y);
        Map<Integer, IntStream.Builder> sources = new TreeMap<>();
        for (int i = 0; i < rows.length; i++) {
            sources.computeIfAbsent(rows[i], row -> IntStream.builder()).add(i);
        }
        int[] targets = new int[sources.size()];
        int[] starts = new int[targets.length + 1];
        int[] ordered = new int[rows.length];
        int t = 0;
        int at = 0;
        for (var entry : sources.entrySet()) {
            targets[t] = entry.getKey();
            for (int source : entry.getValue().build().toArray()) ordered[at++] = source;
            starts[++t] = at;
        }
        int width = y.shape().dim(-1);
        long n = (long) targets.length * width;
        launch.of("scatter_rows_add")
                .with(x)
                .with(uploads.put(targets))
                .with(uploads.put(starts))
                .with(uploads.put(ordered))
                .with(y)
                .with(n)
                .with(width)
                .each(n);
    }

    private static void requireRows(String kernel, int[] rows, Tensor table) {
        int count = table.shape().rows();
        for (int row : rows) {
            if (row < 0 || row >= count) {
                throw new IndexOutOfBoundsException(kernel + ": row " + row + " of " + table);
            }
        }
    }

    void patches(Tensor x, int size, Tensor y) {
        long n = y.shape().size();
        launch.of("patches")
                .with(x, y)
                .with(n)
                .with(x.shape().dim(1))
                .with(x.shape().dim(2))
                .with(x.shape().dim(3))
                .with(size)
                .each(n);
    }

    void sumLeading(Tensor x, Tensor y, Write write) {
        long width = y.shape().size();
        if (width == 0) return;
        sumRows(x, x.shape().size() / width, width, y, write);
    }

    /** {@code y [width]} gets the sum of the rows, by chunks and then over them. */
    private void sumRows(Tensor x, long rows, long width, Tensor y, Write write) {
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

    private static long stretch(long rows) {
        return Math.max(STRETCH, (rows + MOST_CHUNKS - 1) / MOST_CHUNKS);
    }

    private static int chunks(long rows, long stretch) {
        return Math.toIntExact((rows + stretch - 1) / stretch);
    }

    double sumOfSquares(Tensor x) {
        long n = x.shape().size();
        if (n == 0) return 0;
        int blocks = (int) Math.min(SQUARES_BLOCKS, (n + 255) / 256);
        // Doubles in the memory of two floats each.
        try (Tensor parts = pool.draw(Shape.of(2 * blocks))) {
            launch.of("square_sums").with(x, parts).with(n).doubles(blocks);
            float[] halves = parts.toArray();
            double sum = 0;
            for (int i = 0; i < blocks; i++) {
                long low = Float.floatToRawIntBits(halves[2 * i]) & 0xffffffffL;
                long high = (long) Float.floatToRawIntBits(halves[2 * i + 1]) << 32;
                sum += Double.longBitsToDouble(high | low);
            }
            return sum;
        }
    }

    void rmsNorm(Tensor x, Tensor weight, float epsilon, Tensor y, Tensor rstd) {
        int width = x.shape().dim(-1);
        launch.of("rms_norm")
                .with(x, weight)
                .with(epsilon)
                .with(y, rstd)
                .with(width)
                .rows(x.shape().rows(), width);
    }

    void layerNorm(Tensor x, Tensor weight, Tensor bias, float epsilon, Tensor y, Tensor mean, Tensor rstd) {
        int width = x.shape().dim(-1);
        launch.of("layer_norm")
                .with(x, weight, bias)
                .with(epsilon)
                .with(y, mean, rstd)
                .with(width)
                .rows(x.shape().rows(), width);
    }

    /** @param mean one tensor for layer normalisation, none for root mean square's */
    void normBackward(Tensor dy, Tensor x, Tensor weight, Tensor rstd, Tensor dx, Write write, Tensor... mean) {
        int width = x.shape().dim(-1);
        mean(launch.of("norm_backward").with(dy, x, weight), mean)
                .with(rstd, dx)
                .with(width)
                .with(write == Write.ADD)
                .rows(x.shape().rows(), width);
    }

    void normBackwardWeight(Tensor dy, Tensor x, Tensor rstd, Tensor dw, Write write, Tensor... mean) {
        long rows = x.shape().rows();
        int width = x.shape().dim(-1);
        long stretch = stretch(rows);
        int chunks = chunks(rows, stretch);
        try (Tensor parts = pool.draw(Shape.of(chunks, width))) {
            mean(launch.of("norm_column_sums").with(dy, x), mean)
                    .with(rstd, parts)
                    .with(rows)
                    .with((long) width)
                    .with(stretch)
                    .columns(width, chunks, 1);
            sumRows(parts, chunks, width, dw, write);
        }
    }

    private static GpuLaunch mean(GpuLaunch begun, Tensor... mean) {
        return mean.length == 0 ? begun.with(0L) : begun.with(mean);
    }

    void groupNorm(Tensor x, Tensor weight, Tensor bias, float epsilon, Tensor y, Tensor mean, Tensor rstd) {
        int groups = mean.shape().dim(1);
        int channels = x.shape().dim(-1);
        int pixels = x.shape().rows() / x.shape().dim(0);
        launch.of("group_norm")
                .with(x, weight, bias)
                .with(epsilon)
                .with(y, mean, rstd)
                .with(pixels)
                .with(channels)
                .with(groups)
                .rows(x.shape().dim(0) * groups, (long) pixels * (channels / groups));
    }

    void groupNormBackward(
            Tensor dy, Tensor x, Tensor weight, Tensor mean, Tensor rstd, Tensor dx, Tensor dweight, Tensor dbias) {
        int samples = x.shape().dim(0);
        int groups = mean.shape().dim(1);
        int channels = x.shape().dim(-1);
        int pixels = x.shape().rows() / samples;
        int stretch = (int) stretch(pixels);
        int chunks = chunks(pixels, stretch);
        try (Tensor straightParts = pool.draw(Shape.of(samples, chunks, channels));
                Tensor alongParts = pool.draw(Shape.of(samples, chunks, channels));
                Tensor straight = pool.draw(Shape.of(samples, channels));
                Tensor along = pool.draw(Shape.of(samples, channels));
                Tensor meanStraight = pool.draw(mean.shape());
                Tensor meanAlong = pool.draw(mean.shape())) {
            launch.of("group_norm_sums")
                    .with(dy, x, mean, rstd, straightParts, alongParts)
                    .with(pixels)
                    .with(channels)
                    .with(groups)
                    .with(stretch)
                    .columns(channels, chunks, samples);
            overChunks(straightParts, straight);
            overChunks(alongParts, along);
            sumRows(along, samples, channels, dweight, Write.SET);
            sumRows(straight, samples, channels, dbias, Write.SET);
            long means = mean.shape().size();
            launch.of("group_norm_means")
                    .with(straight, along, weight, meanStraight, meanAlong)
                    .with(means)
                    .with(pixels)
                    .with(channels)
                    .with(groups)
                    .each(means);
            launch.of("group_norm_backward")
                    .with(dy, x, weight, mean, rstd, meanStraight, meanAlong, dx)
                    .with(x.shape().size())
                    .with(pixels)
                    .with(channels)
                    .with(groups)
                    .each(x.shape().size());
        }
    }

    /** {@code [samples, chunks, channels]} to {@code [samples, channels]}. */
    private void overChunks(Tensor parts, Tensor y) {
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
