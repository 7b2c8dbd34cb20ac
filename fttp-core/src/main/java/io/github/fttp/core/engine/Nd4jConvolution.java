package io.github.fttp.core.engine;

import static io.github.fttp.core.engine.Nd4jOperands.in;
import static io.github.fttp.core.engine.Nd4jOperands.matrix;
import static io.github.fttp.core.engine.Nd4jOperands.row;
import static io.github.fttp.core.engine.Nd4jOperands.store;

import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Convolutions in ND4J operations, as products with what the kernel sees. */
final class Nd4jConvolution implements ConvolutionKernels {
    @Override
    public void convolution(Tensor x, Tensor weight, Tensor bias, Convolution how, Tensor y) {
        INDArray columns = columns(in(x), how);
        store(columns.mmul(flat(weight).transpose()).add(row(bias)), y, Write.SET);
    }

    @Override
    public void convolutionBackward(Tensor dy, Tensor weight, Convolution how, Tensor dx, Write write) {
        INDArray dcolumns = matrix(dy).mmul(flat(weight));
        store(summed(dcolumns, how, dx.shape()), dx, write);
    }

    @Override
    public void convolutionBackwardWeight(Tensor dy, Tensor x, Convolution how, Tensor dw, Write write) {
        int channels = x.shape().dim(3);
        INDArray flat = matrix(dy).transpose().mmul(columns(in(x), how)); // [O, k k I]
        INDArray kernels = flat.reshape('c', dw.shape().dim(0), how.kernel(), how.kernel(), channels);
        store(kernels.permute(0, 3, 1, 2).dup('c'), dw, write);
    }

    /** {@code [O, I, k, k]} as {@code [O, k k I]}. */
    private static INDArray flat(Tensor weight) {
        INDArray last = in(weight).permute(0, 2, 3, 1).dup('c');
        return last.reshape('c', last.size(0), last.length() / last.size(0));
    }

    /** Writes out what the kernel sees at each place, {@code [B H' W', k k I]}. */
    private static INDArray columns(INDArray x, Convolution how) {
        long b = x.size(0);
        long channels = x.size(3);
        int height = how.out((int) x.size(1));
        int width = how.out((int) x.size(2));
        INDArray padded =
                Nd4j.zeros(b, x.size(1) + how.before() + how.after(), x.size(2) + how.before() + how.after(), channels);
        inside(padded, x.size(1), x.size(2), how).assign(x);
        int k = how.kernel();
        INDArray columns = Nd4j.create(b, height, width, (long) k * k, channels);
        for (int i = 0; i < k * k; i++) {
            columns.get(
                            NDArrayIndex.all(),
                            NDArrayIndex.all(),
                            NDArrayIndex.all(),
                            NDArrayIndex.point(i),
                            NDArrayIndex.all())
                    .assign(shifted(padded, i / k, i % k, height, width, how.stride()));
        }
        return columns.reshape('c', b * height * width, k * k * channels);
    }

    /** Adds up what each place says of what it saw, {@code [B, H, W, I]}. */
    private static INDArray summed(INDArray columns, Convolution how, Shape shape) {
        int k = how.kernel();
        int height = how.out(shape.dim(1));
        int width = how.out(shape.dim(2));
        INDArray each = columns.dup('c').reshape('c', shape.dim(0), height, width, (long) k * k, shape.dim(3));
        INDArray padded = Nd4j.zeros(
                shape.dim(0),
                shape.dim(1) + how.before() + how.after(),
                shape.dim(2) + how.before() + how.after(),
                shape.dim(3));
        for (int i = 0; i < k * k; i++) {
            shifted(padded, i / k, i % k, height, width, how.stride())
                    .addi(each.get(
                            NDArrayIndex.all(),
                            NDArrayIndex.all(),
                            NDArrayIndex.all(),
                            NDArrayIndex.point(i),
                            NDArrayIndex.all()));
        }
        return inside(padded, shape.dim(1), shape.dim(2), how).dup('c');
    }

    private static INDArray inside(INDArray padded, long height, long width, Convolution how) {
        return padded.get(
                NDArrayIndex.all(),
                NDArrayIndex.interval(how.before(), how.before() + height),
                NDArrayIndex.interval(how.before(), how.before() + width),
                NDArrayIndex.all());
    }

    private static INDArray shifted(INDArray padded, int down, int right, int height, int width, int stride) {
        return padded.get(
                NDArrayIndex.all(), places(down, height, stride), places(right, width, stride), NDArrayIndex.all());
    }

    /** Takes every so many places; for a single one ND4J takes a stride for its length, and reads behind the end. */
    private static INDArrayIndex places(int from, int count, int stride) {
        int step = count == 1 ? 1 : stride;
        return NDArrayIndex.interval(from, step, from + (count - 1L) * step + 1);
    }
}
