package io.github.fttp.core.engine;

import io.github.fttp.core.Parts;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.util.List;

/** Keeps each tensor's sum on the GPU until somebody asks. */
final class CudaSquareSum implements SquareSum {
    private static final int BLOCKS = 512;
    private static final int THREADS = 256;
    /** Sums that are kept before they are asked for. */
    private static final int MOST = 4096;
    /** The kernels' {@code SquareTensor}. */
    private static final int ENTRY_BYTES = 2 * Long.BYTES + 2 * Integer.BYTES;

    private final Gpu gpu;
    private final Pool pool;
    private final GpuLaunch launch;
    private final GpuUploads uploads;
    /** Doubles in the memory of two floats each. */
    private final Tensor sums;

    private int kept;
    private double sum;

    CudaSquareSum(Gpu gpu, Pool pool, GpuLaunch launch, GpuUploads uploads) {
        this.gpu = gpu;
        this.pool = pool;
        this.launch = launch;
        this.uploads = uploads;
        sums = pool.draw(Shape.of(2 * MOST));
    }

    @Override
    public void add(Tensor x) {
        add(List.of(x));
    }

    @Override
    public void add(List<Tensor> all) {
        Parts.of(all, MOST).forEach(this::addTogether);
    }

    private void addTogether(List<Tensor> all) {
        GpuTable table = new GpuTable(all.size(), ENTRY_BYTES);
        int begin = 0;
        for (Tensor x : all) {
            long n = x.shape().size();
            if (n == 0) continue;
            int blocks = (int) Math.min(BLOCKS, (n + THREADS - 1) / THREADS);
            table.with(GpuLaunch.address(gpu, x)).with(n).with(blocks).with(begin);
            begin += blocks;
        }
        if (begin == 0) return;
        if (kept + table.size() > MOST) collect();
        long rest = table.rest(uploads);
        try (Tensor parts = pool.draw(Shape.of(2 * begin))) {
            launch.of("square_sums")
                    .with(table.first())
                    .with(rest)
                    .with(table.size())
                    .with(parts)
                    .doubles(begin);
            launch.of("square_sum")
                    .with(table.first())
                    .with(rest)
                    .with(parts, sums)
                    .with(kept)
                    .doubles(table.size());
        }
        kept += table.size();
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
        sums.close();
    }
}
