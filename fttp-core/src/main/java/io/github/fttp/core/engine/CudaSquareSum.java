package io.github.fttp.core.engine;

import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;

/** Keeps each tensor's sum on the GPU until somebody asks. */
final class CudaSquareSum implements SquareSum {
    private static final int BLOCKS = 512;
    /** Sums that are kept before they are asked for. */
    private static final int MOST = 4096;

    private final GpuLaunch launch;
    /** Doubles in the memory of two floats each. */
    private final Tensor parts;

    private final Tensor sums;
    private int kept;
    private double sum;

    CudaSquareSum(Pool pool, GpuLaunch launch) {
        this.launch = launch;
        parts = pool.draw(Shape.of(2 * BLOCKS));
        sums = pool.draw(Shape.of(2 * MOST));
    }

    @Override
    public void add(Tensor x) {
        long n = x.shape().size();
        if (n == 0) return;
        if (kept == MOST) collect();
        int blocks = (int) Math.min(BLOCKS, (n + 255) / 256);
        launch.of("square_sums").with(x, parts).with(n).doubles(blocks);
        launch.of("sum_doubles").with(parts, sums).with(blocks).with(kept++).doubles(1);
    }

    @Override
    public double sum() {
        collect();
        return sum;
    }

    private void collect() {
        if (kept == 0) return;
        float[] halves = sums.slice(0, 0, 2 * kept).toArray();
        for (int i = 0; i < kept; i++) {
            long low = Float.floatToRawIntBits(halves[2 * i]) & 0xffffffffL;
            long high = (long) Float.floatToRawIntBits(halves[2 * i + 1]) << 32;
            sum += Double.longBitsToDouble(high | low);
        }
        kept = 0;
    }

    @Override
    public void close() {
        parts.close();
        sums.close();
    }
}
