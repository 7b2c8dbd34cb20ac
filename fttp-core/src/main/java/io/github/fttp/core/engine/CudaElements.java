package io.github.fttp.core.engine;

import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/** Kernels by elements, own ones for GPUs. */
final class CudaElements implements ElementKernels {
    private static final int MOST_DIMENSIONS = 6;
    /** Elements that a block updates at a time. */
    private static final int CHUNK = 4096;
    /** The kernels' {@code AdamTensor}. */
    private static final int ADAM_BYTES = 5 * Long.BYTES + 9 * Float.BYTES + Integer.BYTES;

    private final Gpu gpu;
    private final GpuLaunch launch;
    private final CudaSums sums;
    private final Pool pool;
    private final GpuUploads uploads;

    CudaElements(Gpu gpu, Pool pool, GpuLaunch launch, GpuUploads uploads, CudaSums sums) {
        this.gpu = gpu;
        this.pool = pool;
        this.launch = launch;
        this.sums = sums;
        this.uploads = uploads;
    }

    @Override
    public void copy(Tensor x, Tensor y) {
        long n = x.shape().size();
        if (n == 0) return;
        boolean dense = x.isContiguous() && y.isContiguous();
        if (dense && x.type() == y.type()) {
            gpu.copy(
                    GpuLaunch.address(gpu, x),
                    GpuLaunch.address(gpu, y),
                    n * x.type().bytes());
            return;
        }
        GpuLaunch begun = launch.of(dense ? "convert" : "copy_strided")
                .with(x)
                .with(x.type().ordinal())
                .with(y)
                .with(y.type().ordinal())
                .with(n);
        if (!dense) strides(begun, x, y);
        begun.each(n);
    }

    /** The kernels' {@code Strides}: dimensions, and each one's step in both. */
    private static void strides(GpuLaunch begun, Tensor x, Tensor y) {
        int rank = x.shape().rank();
        long[][] all = new long[3][MOST_DIMENSIONS];
        Arrays.fill(all[0], 1);
        for (int i = 0; i < rank; i++) {
            int at = MOST_DIMENSIONS - rank + i;
            all[0][at] = x.shape().dim(i);
            all[1][at] = x.stride(i);
            all[2][at] = y.stride(i);
        }
        for (long[] each : all) for (long value : each) begun.with(value);
    }

    @Override
    public void fill(float value, Tensor y) {
        launch.of("fill")
                .with(y)
                .with(y.shape().size())
                .with(value)
                .each(y.shape().size());
    }

    @Override
    public void add(Tensor a, Tensor b, Tensor y) {
        launch.of("add")
                .with(a, b, y)
                .with(a.shape().size())
                .with(b.shape().size())
                .each(a.shape().size());
    }

    @Override
    public void mul(Tensor a, Tensor b, Tensor y, Write write) {
        launch.of("mul")
                .with(a, b, y)
                .with(a.shape().size())
                .with(b.shape().size())
                .with(write == Write.ADD)
                .each(a.shape().size());
    }

    @Override
    public void scale(float factor, Tensor x, Tensor y, Write write) {
        long n = x.shape().size();
        launch.of("scale")
                .with(factor)
                .with(x, y)
                .with(n)
                .with(write == Write.ADD)
                .each(n);
    }

    @Override
    public void sumLeading(Tensor x, Tensor y, Write write) {
        sums.sumLeading(x, y, write);
    }

    @Override
    public double sumOfSquares(Tensor x) {
        try (SquareSum squares = squareSum()) {
            squares.add(x);
            return squares.sum();
        }
    }

    @Override
    public SquareSum squareSum() {
        return new CudaSquareSum(gpu, pool, launch, uploads);
    }

    @Override
    public void adam(AdamStep step, Tensor gradient, Tensor parameter, Tensor firstMoment, Tensor secondMoment) {
        adam(List.of(new AdamUpdate(step, gradient, parameter, firstMoment, secondMoment)));
    }

    @Override
    public void adam(List<AdamUpdate> updates) {
        GpuTable table = new GpuTable(updates.size(), ADAM_BYTES);
        int chunks = 0;
        for (AdamUpdate each : updates) {
            long n = each.parameter().shape().size();
            if (n == 0) continue;
            AdamStep step = each.step();
            for (Tensor x : List.of(each.gradient(), each.parameter(), each.firstMoment(), each.secondMoment())) {
                table.with(GpuLaunch.address(gpu, x));
            }
            table.with(n)
                    .with((float) step.rate())
                    .with((float) (1 - step.beta1()))
                    .with((float) (1 - step.beta2()))
                    .with((float) step.epsilon())
                    .with((float) (1 / (1 - Math.pow(step.beta1(), step.step()))))
                    .with((float) (1 / (1 - Math.pow(step.beta2(), step.step()))))
                    .with((float) step.gradientScale())
                    .with((float) step.coupledDecay())
                    .with((float) (1 - step.rate() * step.decoupledDecay()))
                    .with(chunks);
            chunks = Math.addExact(chunks, Math.toIntExact((n + CHUNK - 1) / CHUNK));
        }
        if (chunks == 0) return;
        long rest = table.rest(uploads);
        launch.of("adam")
                .with(table.first())
                .with(rest)
                .with(table.size())
                .with(chunks)
                .chunks(chunks);
    }
}
