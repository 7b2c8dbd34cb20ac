package io.github.fttp.core.engine;

import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;

/** The checks of the kernels' arguments, the same for all engines. */
final class Shapes {
    private Shapes() {}

    static void require(boolean holds, String kernel, Tensor... tensors) {
        if (holds) return;
        StringBuilder message = new StringBuilder(kernel).append(" can't take");
        for (Tensor tensor : tensors) message.append(' ').append(tensor);
        throw new IllegalArgumentException(message.toString());
    }

    /** Float32 and contiguous. */
    static void dense(String kernel, Tensor... tensors) {
        for (Tensor tensor : tensors) {
            require(tensor.type() == DType.FLOAT32 && tensor.isContiguous(), kernel, tensors);
        }
    }

    /** Float32, contiguous, and all of the first one's shape. */
    static void same(String kernel, Tensor... tensors) {
        dense(kernel, tensors);
        for (Tensor tensor : tensors) require(tensor.shape().equals(tensors[0].shape()), kernel, tensors);
    }

    /** {@code b}'s shape is the end of {@code a}'s. */
    static void suffix(String kernel, Tensor a, Tensor b) {
        dense(kernel, a, b);
        int missing = a.shape().rank() - b.shape().rank();
        require(missing >= 0, kernel, a, b);
        for (int i = 0; i < b.shape().rank(); i++) {
            require(a.shape().dim(missing + i) == b.shape().dim(i), kernel, a, b);
        }
    }

    /** Rows with one value each beside them. */
    static void perRow(String kernel, Tensor rows, Tensor values) {
        require(values.shape().size() == rows.shape().rows(), kernel, rows, values);
    }

    static void patches(Tensor x, int size, Tensor y) {
        boolean fits = x.shape().rank() == 4 && y.shape().rank() == 3;
        fits = fits
                && y.shape().dim(0) == x.shape().dim(0)
                && y.shape().dim(1) == x.shape().dim(2) / size * (x.shape().dim(3) / size)
                && y.shape().dim(2) == x.shape().dim(1) * size * size;
        require(fits, "patches", x, y);
    }

    /** Float32 vectors with one value for each column of the rows. */
    static void perColumn(String kernel, Tensor rows, Tensor... vectors) {
        for (Tensor vector : vectors) {
            boolean fits = vector.type() == DType.FLOAT32
                    && vector.isContiguous()
                    && vector.shape().size() == rows.shape().dim(-1);
            require(fits, kernel, rows, vector);
        }
    }

    static void convolution(Tensor x, Tensor weight, Convolution how, Tensor y) {
        boolean fits =
                x.shape().rank() == 4 && weight.shape().rank() == 4 && y.shape().rank() == 4;
        fits = fits
                && x.isContiguous()
                && y.isContiguous()
                && weight.isContiguous()
                && x.shape().dim(0) == y.shape().dim(0)
                && y.shape().dim(1) == how.out(x.shape().dim(1))
                && y.shape().dim(2) == how.out(x.shape().dim(2))
                && weight.shape().equals(Shape.of(y.shape().dim(3), x.shape().dim(3), how.kernel(), how.kernel()));
        require(fits, "convolution " + how, x, weight, y);
    }

    static void groupNorm(Tensor x, Tensor mean, Tensor rstd) {
        require(mean.shape().equals(rstd.shape()) && mean.shape().rank() == 2, "groupNorm", x, mean, rstd);
        boolean fits = mean.shape().dim(0) == x.shape().dim(0)
                && mean.shape().dim(1) > 0
                && x.shape().dim(-1) % mean.shape().dim(1) == 0;
        require(fits, "groupNorm", x, mean, rstd);
    }

    static void rope(Tensor x, Tensor cos) {
        require(
                x.shape().rank() == 4
                        && cos.shape().size() * 2 * x.shape().dim(2)
                                == x.shape().size(),
                "rope",
                x,
                cos);
    }

    static void geglu(Tensor x, Tensor y) {
        dense("geglu", x, y);
        require(x.shape().equals(y.shape().with(-1, 2 * y.shape().dim(-1))), "geglu", x, y);
    }

    static void counts(String kernel, int found, int expected) {
        if (found != expected) {
            throw new IllegalArgumentException(kernel + " needs " + expected + " of them, got " + found);
        }
    }

    /** Matrices {@code [.., M, K] [.., K, N]} with equal leading dimensions, and a float32 result. */
    static void product(Tensor a, Tensor b, Tensor y) {
        int rank = a.shape().rank();
        boolean fits = rank >= 2
                && b.shape().rank() == rank
                && y.shape().rank() == rank
                && a.shape().dim(-1) == b.shape().dim(-2)
                && y.shape().dim(-2) == a.shape().dim(-2)
                && y.shape().dim(-1) == b.shape().dim(-1)
                && y.type() == DType.FLOAT32;
        for (int i = 0; fits && i < rank - 2; i++) {
            fits = a.shape().dim(i) == b.shape().dim(i)
                    && a.shape().dim(i) == y.shape().dim(i);
        }
        require(fits, "matmul", a, b, y);
    }

    static void attention(String kernel, Tensor q, Tensor k, Tensor v, AttentionMask mask) {
        boolean fits = q.shape().rank() == 4
                && k.shape().equals(v.shape())
                && k.shape().rank() == 4
                && q.shape().dim(0) == k.shape().dim(0)
                && q.shape().dim(3) == k.shape().dim(3)
                && k.shape().dim(2) > 0
                && q.shape().dim(2) % k.shape().dim(2) == 0;
        require(fits, kernel, q, k, v);
        for (Tensor each : new Tensor[] {q, k, v}) {
            require(each.stride(3) == 1 || each.shape().dim(3) == 1, kernel, q, k, v);
        }
        if (mask.keys().length == 0) return;
        counts(kernel + "'s key mask samples", mask.keys().length, k.shape().dim(0));
        for (boolean[] sample : mask.keys())
            counts(kernel + "'s key mask keys", sample.length, k.shape().dim(1));
    }
}
