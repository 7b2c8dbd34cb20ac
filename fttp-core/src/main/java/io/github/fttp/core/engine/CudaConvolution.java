package io.github.fttp.core.engine;

import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;

/**
 * Convolutions as matrix products with what the kernel covers, written out for a stretch of places at a time. Weights are
 * taken as they lie in a checkpoint.
 */
final class CudaConvolution implements ConvolutionKernels {
    /** Elements that are written out at most at a time, 256 MiB. */
    private static final long STRETCH = 1 << 26;

    private final Pool pool;
    private final CudaMatmul matmul;
    private final GpuLaunch launch;

    CudaConvolution(Pool pool, CudaMatmul matmul, GpuLaunch launch) {
        this.pool = pool;
        this.matmul = matmul;
        this.launch = launch;
    }

    @Override
    public void convolution(Tensor x, Tensor weight, Tensor bias, Convolution how, Tensor y) {
        Tensor w = matrix(weight).transposed(); // [I k k, O]
        Tensor results = places(y);
        if (how.isPointwise()) {
            matmul.affine(places(x), w, bias, results);
            return;
        }
        stretches(
                x,
                how,
                y,
                (columns, from, to) -> {
                    unfold(x, columns, from, how, y);
                    matmul.affine(columns, w, bias, results.slice(0, from, to));
                },
                type(weight));
    }

    @Override
    public void convolutionBackward(Tensor dy, Tensor weight, Convolution how, Tensor dx, Write write) {
        Tensor w = matrix(weight); // [O, I k k]
        if (how.isPointwise()) {
            matmul.product(places(dy), w, places(dx), 1, write);
            return;
        }
        stretches(
                dx,
                how,
                dy,
                (columns, from, to) -> {
                    matmul.product(places(dy).slice(0, from, to), w, columns, 1, Write.SET);
                    window(
                                    launch.of("fold")
                                            .with(columns, dx)
                                            .with(dx.shape().size())
                                            .with((long) from)
                                            .with((long) to)
                                            .with(from > 0 || write == Write.ADD),
                                    dx,
                                    how,
                                    dy)
                            .each(dx.shape().size());
                },
                DType.FLOAT32);
    }

    @Override
    public void convolutionBackwardWeight(Tensor dy, Tensor x, Convolution how, Tensor dw, Write write) {
        if (how.isPointwise()) {
            matmul.product(places(dy).transposed(), places(x), matrix(dw), 1, write);
            return;
        }
        stretches(
                x,
                how,
                dy,
                (columns, from, to) -> {
                    unfold(x, columns, from, how, dy);
                    Write how2 = from == 0 ? write : Write.ADD;
                    matmul.product(places(dy).slice(0, from, to).transposed(), columns, matrix(dw), 1, how2);
                },
                DType.FLOAT32);
    }

    private DType type(Tensor weight) {
        return matmul.rounds(weight.type()) ? DType.BFLOAT16 : DType.FLOAT32;
    }

    private interface Stretch {
        /** @param columns {@code [to - from, I k k]}, of any contents */
        void run(Tensor columns, int from, int to);
    }

    private void stretches(Tensor x, Convolution how, Tensor y, Stretch body, DType type) {
        int places = y.shape().rows();
        int wide = x.shape().dim(3) * how.kernel() * how.kernel();
        int most = (int) Math.max(1, Math.min(places, STRETCH / wide));
        for (int from = 0; from < places; from += most) {
            int to = Math.min(places, from + most);
            try (Tensor columns = pool.draw(Shape.of(to - from, wide), type)) {
                body.run(columns, from, to);
            }
        }
    }

    private void unfold(Tensor x, Tensor columns, int from, Convolution how, Tensor y) {
        long n = columns.shape().size();
        GpuLaunch begun = launch.of("unfold")
                .with(x, columns)
                .with(columns.type().ordinal())
                .with(n)
                .with((long) from);
        window(begun, x, how, y).each(n);
    }

    /** The kernels' {@code Window}. */
    private static GpuLaunch window(GpuLaunch begun, Tensor x, Convolution how, Tensor y) {
        return begun.with(x.shape().dim(1))
                .with(x.shape().dim(2))
                .with(x.shape().dim(3))
                .with(y.shape().dim(1))
                .with(y.shape().dim(2))
                .with(how.kernel())
                .with(how.stride())
                .with(how.before());
    }

    /** {@code [B, H, W, C]} as {@code [B H W, C]}. */
    private static Tensor places(Tensor x) {
        return x.reshape(Shape.of(x.shape().rows(), x.shape().dim(3)));
    }

    /** {@code [O, I, k, k]} as {@code [O, I k k]}. */
    private static Tensor matrix(Tensor weight) {
        int out = weight.shape().dim(0);
        return weight.reshape(Shape.of(out, (int) (weight.shape().size() / out)));
    }
}
