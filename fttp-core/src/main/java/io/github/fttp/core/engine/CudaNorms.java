package io.github.fttp.core.engine;

import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;

/** Normalisation, own kernels for GPUs. */
final class CudaNorms implements NormKernels {
    private final Pool pool;
    private final GpuLaunch launch;
    private final CudaSums sums;

    CudaNorms(Pool pool, GpuLaunch launch, CudaSums sums) {
        this.pool = pool;
        this.launch = launch;
        this.sums = sums;
    }

    @Override
    public void rmsNorm(Tensor x, Tensor weight, float epsilon, Tensor y, Tensor rstd) {
        int width = x.shape().dim(-1);
        launch.of("rms_norm")
                .with(x, weight)
                .with(epsilon)
                .with(y, rstd)
                .with(width)
                .rows(x.shape().rows(), width);
    }

    @Override
    public void rmsNormBackward(Tensor dy, Tensor x, Tensor weight, Tensor rstd, Tensor dx, Write write) {
        normBackward(dy, x, weight, rstd, dx, write);
    }

    @Override
    public void rmsNormBackwardWeight(Tensor dy, Tensor x, Tensor rstd, Tensor dw, Write write) {
        normBackwardWeight(dy, x, rstd, dw, write);
    }

    @Override
    public void layerNorm(Tensor x, Tensor weight, Tensor bias, float epsilon, Tensor y, Tensor mean, Tensor rstd) {
        int width = x.shape().dim(-1);
        launch.of("layer_norm")
                .with(x, weight, bias)
                .with(epsilon)
                .with(y, mean, rstd)
                .with(width)
                .rows(x.shape().rows(), width);
    }

    @Override
    public void layerNormBackward(
            Tensor dy, Tensor x, Tensor weight, Tensor mean, Tensor rstd, Tensor dx, Write write) {
        normBackward(dy, x, weight, rstd, dx, write, mean);
    }

    @Override
    public void layerNormBackwardWeight(Tensor dy, Tensor x, Tensor mean, Tensor rstd, Tensor dw, Write write) {
        normBackwardWeight(dy, x, rstd, dw, write, mean);
    }

    /** @param mean one tensor for layer normalisation, none for root mean square's */
    private void normBackward(Tensor dy, Tensor x, Tensor weight, Tensor rstd, Tensor dx, Write write, Tensor... mean) {
        int width = x.shape().dim(-1);
        mean(launch.of("norm_backward").with(dy, x, weight), mean)
                .with(rstd, dx)
                .with(width)
                .with(write == Write.ADD)
                .rows(x.shape().rows(), width);
    }

    private void normBackwardWeight(Tensor dy, Tensor x, Tensor rstd, Tensor dw, Write write, Tensor... mean) {
        long rows = x.shape().rows();
        int width = x.shape().dim(-1);
        long stretch = CudaSums.stretch(rows);
        int chunks = CudaSums.chunks(rows, stretch);
        try (Tensor parts = pool.draw(Shape.of(chunks, width))) {
            mean(launch.of("norm_column_sums").with(dy, x), mean)
                    .with(rstd, parts)
                    .with(rows)
                    .with((long) width)
                    .with(stretch)
                    .columns(width, chunks, 1);
            sums.sumRows(parts, chunks, width, dw, write);
        }
    }

    private static GpuLaunch mean(GpuLaunch begun, Tensor... mean) {
        return mean.length == 0 ? begun.with(0L) : begun.with(mean);
    }

    @Override
    public void groupNorm(Tensor x, Tensor weight, Tensor bias, float epsilon, Tensor y, Tensor mean, Tensor rstd) {
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

    @Override
    public void groupNormBackward(
            Tensor dy, Tensor x, Tensor weight, Tensor mean, Tensor rstd, Tensor dx, Tensor dweight, Tensor dbias) {
        int samples = x.shape().dim(0);
        int groups = mean.shape().dim(1);
        int channels = x.shape().dim(-1);
        int pixels = x.shape().rows() / samples;
        int stretch = (int) CudaSums.stretch(pixels);
        int chunks = CudaSums.chunks(pixels, stretch);
        // Of dy first and then of dy (x - mean) rstd, for all samples each.
        try (Tensor parts = pool.draw(Shape.of(2 * samples, chunks, channels));
                Tensor bySample = pool.draw(Shape.of(2 * samples, channels));
                Tensor meanStraight = pool.draw(mean.shape());
                Tensor meanAlong = pool.draw(mean.shape())) {
            launch.of("group_norm_sums")
                    .with(dy, x, mean, rstd, parts.slice(0, 0, samples), parts.slice(0, samples, 2 * samples))
                    .with(pixels)
                    .with(channels)
                    .with(groups)
                    .with(stretch)
                    .columns(channels, chunks, samples);
            sums.overChunks(parts, bySample);
            Tensor straight = bySample.slice(0, 0, samples);
            Tensor along = bySample.slice(0, samples, 2 * samples);
            long means = mean.shape().size();
            launch.of("group_norm_means")
                    .with(straight, along, weight, meanStraight, meanAlong, dbias, dweight)
                    .with(means)
                    .with(samples)
                    .with(pixels)
                    .with(channels)
                    .with(groups)
                    .each(Math.max(means, channels));
            launch.of("group_norm_backward")
                    .with(dy, x, weight, mean, rstd, meanStraight, meanAlong, dx)
                    .with(x.shape().size())
                    .with(pixels)
                    .with(channels)
                    .with(groups)
                    .each(x.shape().size());
        }
    }
}
