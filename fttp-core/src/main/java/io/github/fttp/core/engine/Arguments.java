package io.github.fttp.core.engine;

import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Checks of the kernels' arguments, a method for each kernel.
 *
 * <p>A fault is an {@link IllegalArgumentException}, or for a row or label that is not there an {@link
 * IndexOutOfBoundsException}, that names the kernel, what must hold and what was found.
 */
final class Arguments {
    /** The most that all engines copy between any strides. */
    private static final int MOST_DIMENSIONS = 6;

    private Arguments() {}

    // Matrix products

    static void matmul(Tensor a, Tensor b, Tensor y) {
        if (b.shape().rank() == 2 && a.shape().rank() > 2) {
            rowsByMatrix("matmul", a, b, y);
            return;
        }
        int rank = a.shape().rank();
        boolean fits = rank >= 2
                && rank <= 4
                && b.shape().rank() == rank
                && y.shape().rank() == rank
                && a.shape().dim(-1) == b.shape().dim(-2)
                && y.shape().dim(-2) == a.shape().dim(-2)
                && y.shape().dim(-1) == b.shape().dim(-1);
        for (int i = 0; fits && i < rank - 2; i++) {
            fits = a.shape().dim(i) == b.shape().dim(i)
                    && a.shape().dim(i) == y.shape().dim(i);
        }
        require(fits, "matmul", "[.., M, K] by [.., K, N] give [.., M, N]", a, b, y);
        require(y.type() == DType.FLOAT32, "matmul", "the result is float32", a, b, y);
    }

    static void affine(Tensor a, Tensor b, Tensor bias, Tensor y) {
        rowsByMatrix("affine", a, b, y);
        perColumn("affine", y, bias);
    }

    private static void rowsByMatrix(String kernel, Tensor a, Tensor b, Tensor y) {
        boolean fits = a.shape().rank() >= 1
                && b.shape().rank() == 2
                && y.shape().rank() == a.shape().rank()
                && a.shape().dim(-1) == b.shape().dim(0)
                && y.shape().dim(-1) == b.shape().dim(1)
                && a.shape().rows() == y.shape().rows();
        require(fits, kernel, "[.., K] by [K, N] give [.., N]", a, b, y);
        require(y.type() == DType.FLOAT32, kernel, "the result is float32", a, b, y);
        boolean rows = a.shape().rank() == 2 || a.isContiguous() && y.isContiguous();
        require(rows, kernel, "rows of more than two dimensions lie without gaps", a, b, y);
    }

    // Elements

    static void copy(Tensor x, Tensor y) {
        require(x.shape().equals(y.shape()), "copy", "both have one shape", x, y);
        require(x.shape().rank() <= MOST_DIMENSIONS, "copy", "at most " + MOST_DIMENSIONS + " dimensions", x, y);
    }

    static void fill(Tensor y) {
        dense("fill", y);
    }

    static void add(Tensor a, Tensor b, Tensor y) {
        same("add", a, y);
        suffix("add", a, b);
    }

    static void mul(Tensor a, Tensor b, Tensor y) {
        same("mul", a, y);
        suffix("mul", a, b);
    }

    static void scale(Tensor x, Tensor y) {
        same("scale", x, y);
    }

    static void sumLeading(Tensor x, Tensor y) {
        suffix("sumLeading", x, y);
    }

    static void sumOfSquares(Tensor x) {
        dense("sumOfSquares", x);
    }

    static void adam(Tensor gradient, Tensor parameter, Tensor firstMoment, Tensor secondMoment) {
        same("adam", gradient, parameter, firstMoment, secondMoment);
    }

    // Activations

    static void activate(Tensor x, Tensor y) {
        same("activate", x, y);
    }

    static void activateBackward(Tensor dy, Tensor x, Tensor dx) {
        same("activateBackward", dy, x, dx);
    }

    static void swiglu(Tensor gate, Tensor up, Tensor y) {
        same("swiglu", gate, up, y);
    }

    static void swigluBackward(Tensor dy, Tensor gate, Tensor up, Tensor dgate, Tensor dup) {
        same("swigluBackward", dy, gate, up, dgate, dup);
    }

    static void geglu(Tensor x, Tensor y) {
        halves("geglu", x, y);
    }

    static void gegluBackward(Tensor dy, Tensor x, Tensor dx) {
        halves("gegluBackward", x, dy);
        same("gegluBackward", x, dx);
    }

    private static void halves(String kernel, Tensor x, Tensor half) {
        dense(kernel, x, half);
        boolean fits = half.shape().rank() > 0
                && x.shape().equals(half.shape().with(-1, 2 * half.shape().dim(-1)));
        require(fits, kernel, "rows of 2 D and of D", x, half);
    }

    // Rows

    static void gatherRows(Tensor table, int[] rows, Tensor y) {
        require(table.isContiguous(), "gatherRows", "the table lies without gaps", table, y);
        dense("gatherRows", y);
        numbered("gatherRows", y, rows, table);
    }

    static void scatterRows(Tensor x, int[] rows, Tensor y) {
        dense("scatterRows", x, y);
        numbered("scatterRows", x, rows, y);
    }

    static void scatterRowsAdd(Tensor x, int[] rows, Tensor y) {
        dense("scatterRowsAdd", x, y);
        numbered("scatterRowsAdd", x, rows, y);
    }

    private static void numbered(String kernel, Tensor some, int[] rows, Tensor all) {
        boolean fits = some.shape().rank() > 0
                && all.shape().rank() > 0
                && some.shape().dim(-1) == all.shape().dim(-1);
        require(fits, kernel, "rows of one width", some, all);
        count(kernel, "row numbers", rows.length, some);
        int there = all.shape().rows();
        for (int row : rows) {
            if (row < 0 || row >= there) throw new IndexOutOfBoundsException(kernel + ": row " + row + " of " + all);
        }
    }

    static void patches(Tensor x, int size, Tensor y) {
        dense("patches", x, y);
        boolean fits = size > 0
                && x.shape().rank() == 4
                && y.shape()
                        .equals(Shape.of(
                                x.shape().dim(0),
                                x.shape().dim(2) / size * (x.shape().dim(3) / size),
                                x.shape().dim(1) * size * size));
        require(fits, "patches", "[B, C, H, W] give [B, H/s W/s, C s s] with s = " + size, x, y);
    }

    // Normalisation

    static void rmsNorm(Tensor x, Tensor weight, Tensor y, Tensor rstd) {
        same("rmsNorm", x, y);
        perRow("rmsNorm", x, rstd);
        perColumn("rmsNorm", x, weight);
    }

    static void rmsNormBackward(Tensor dy, Tensor x, Tensor weight, Tensor rstd, Tensor dx) {
        same("rmsNormBackward", dy, x, dx);
        perRow("rmsNormBackward", x, rstd);
        perColumn("rmsNormBackward", x, weight);
    }

    static void rmsNormBackwardWeight(Tensor dy, Tensor x, Tensor rstd, Tensor dw) {
        same("rmsNormBackwardWeight", dy, x);
        perRow("rmsNormBackwardWeight", x, rstd);
        perColumn("rmsNormBackwardWeight", x, dw);
    }

    static void layerNorm(Tensor x, Tensor weight, Tensor bias, Tensor y, Tensor mean, Tensor rstd) {
        same("layerNorm", x, y);
        perRow("layerNorm", x, mean, rstd);
        perColumn("layerNorm", x, weight, bias);
    }

    static void layerNormBackward(Tensor dy, Tensor x, Tensor weight, Tensor mean, Tensor rstd, Tensor dx) {
        same("layerNormBackward", dy, x, dx);
        perRow("layerNormBackward", x, mean, rstd);
        perColumn("layerNormBackward", x, weight);
    }

    static void layerNormBackwardWeight(Tensor dy, Tensor x, Tensor mean, Tensor rstd, Tensor dw) {
        same("layerNormBackwardWeight", dy, x);
        perRow("layerNormBackwardWeight", x, mean, rstd);
        perColumn("layerNormBackwardWeight", x, dw);
    }

    static void groupNorm(Tensor x, Tensor weight, Tensor bias, Tensor y, Tensor mean, Tensor rstd) {
        same("groupNorm", x, y);
        perGroup("groupNorm", x, mean, rstd);
        perColumn("groupNorm", x, weight, bias);
    }

    static void groupNormBackward(
            Tensor dy, Tensor x, Tensor weight, Tensor mean, Tensor rstd, Tensor dx, Tensor dweight, Tensor dbias) {
        same("groupNormBackward", dy, x, dx);
        perGroup("groupNormBackward", x, mean, rstd);
        perColumn("groupNormBackward", x, weight, dweight, dbias);
    }

    private static void perGroup(String kernel, Tensor x, Tensor mean, Tensor rstd) {
        same(kernel, mean, rstd);
        boolean fits = x.shape().rank() >= 2
                && mean.shape().rank() == 2
                && mean.shape().dim(0) == x.shape().dim(0)
                && mean.shape().dim(1) > 0
                && x.shape().dim(-1) % mean.shape().dim(1) == 0;
        require(fits, kernel, "statistics [B, groups] of [B, .., C], and the groups divide C", x, mean, rstd);
    }

    // Convolutions

    static void convolution(Tensor x, Tensor weight, Tensor bias, Convolution how, Tensor y) {
        dense("convolution", x, y);
        convolved("convolution", x, weight, how, y);
        perColumn("convolution", y, bias);
    }

    static void convolutionBackward(Tensor dy, Tensor weight, Convolution how, Tensor dx) {
        dense("convolutionBackward", dy, dx);
        convolved("convolutionBackward", dx, weight, how, dy);
    }

    static void convolutionBackwardWeight(Tensor dy, Tensor x, Convolution how, Tensor dw) {
        dense("convolutionBackwardWeight", dy, x, dw);
        convolved("convolutionBackwardWeight", x, dw, how, dy);
    }

    private static void convolved(String kernel, Tensor x, Tensor weight, Convolution how, Tensor y) {
        boolean fits = x.shape().rank() == 4
                && y.shape().rank() == 4
                && weight.isContiguous()
                && x.shape().dim(0) == y.shape().dim(0)
                && y.shape().dim(1) == how.out(x.shape().dim(1))
                && y.shape().dim(2) == how.out(x.shape().dim(2))
                && weight.shape().equals(Shape.of(y.shape().dim(3), x.shape().dim(3), how.kernel(), how.kernel()));
        require(fits, kernel, "[B, H, W, I] by [O, I, k, k] give [B, H', W', O] with " + how, x, weight, y);
    }

    // Attention

    static void rope(Tensor x, Tensor cos, Tensor sin, Tensor y) {
        same("rope", x, y);
        same("rope", cos, sin);
        boolean fits = x.shape().rank() == 4
                && cos.shape().size() * 2 * x.shape().dim(2) == x.shape().size();
        require(fits, "rope", "cosines and sines [B, T, D/2] of [B, T, H, D]", x, cos, sin);
    }

    static void attention(Tensor q, Tensor k, Tensor v, AttentionMask mask, Tensor y) {
        heads("attention", q, k, v, mask);
        like("attention", q, y);
    }

    static void attentionBackward(
            Tensor dy, Tensor q, Tensor k, Tensor v, AttentionMask mask, Tensor dq, Tensor dk, Tensor dv) {
        heads("attentionBackward", q, k, v, mask);
        like("attentionBackward", q, dy);
        like("attentionBackward", q, dq);
        like("attentionBackward", k, dk);
        like("attentionBackward", v, dv);
    }

    private static void heads(String kernel, Tensor q, Tensor k, Tensor v, AttentionMask mask) {
        boolean fits = q.shape().rank() == 4
                && k.shape().rank() == 4
                && k.shape().equals(v.shape())
                && q.shape().dim(0) == k.shape().dim(0)
                && q.shape().dim(3) == k.shape().dim(3)
                && k.shape().dim(2) > 0
                && q.shape().dim(2) % k.shape().dim(2) == 0;
        require(fits, kernel, "queries [B, Tq, H, D], keys and values [B, Tk, Hk, D], and Hk divides H", q, k, v);
        boolean dense = isDenseByHead(q) && isDenseByHead(k) && isDenseByHead(v);
        require(dense, kernel, "a head's elements lie without gaps", q, k, v);
        if (mask.keys().length == 0) return;
        boolean masked = mask.keys().length == k.shape().dim(0);
        for (boolean[] sample : mask.keys())
            masked &= sample.length == k.shape().dim(1);
        require(masked, kernel, "a key mask [B, Tk] for keys [B, Tk, Hk, D]", k);
    }

    private static boolean isDenseByHead(Tensor x) {
        return x.stride(3) == 1 || x.shape().dim(3) == 1;
    }

    private static void like(String kernel, Tensor x, Tensor other) {
        boolean fits = other.shape().equals(x.shape()) && isDenseByHead(other);
        require(fits, kernel, "results and their gradients have the inputs' shapes", x, other);
    }

    // Softmax and losses

    static void softmax(Tensor x, Tensor y) {
        same("softmax", x, y);
    }

    static void softmaxBackward(Tensor dy, Tensor y, Tensor dx) {
        same("softmaxBackward", dy, y, dx);
    }

    static void logSumExp(Tensor logits, Tensor logSumExp) {
        dense("logSumExp", logits, logSumExp);
        perRow("logSumExp", logits, logSumExp);
    }

    static void crossEntropyBackward(Tensor logits, int[] labels, float[] weights, Tensor dlogits) {
        same("crossEntropyBackward", logits, dlogits);
        count("crossEntropyBackward", "labels", labels.length, logits);
        count("crossEntropyBackward", "weights", weights.length, logits);
        int classes = logits.shape().dim(-1);
        for (int i = 0; i < labels.length; i++) {
            if (weights[i] != 0 && (labels[i] < 0 || labels[i] >= classes)) {
                throw new IndexOutOfBoundsException("crossEntropyBackward: label " + labels[i] + " for " + logits);
            }
        }
    }

    static void klDivergence(Tensor base, Tensor logits, Tensor kl) {
        same("klDivergence", base, logits);
        perRow("klDivergence", logits, kl);
    }

    static void klDivergenceBackward(Tensor base, Tensor logits, float[] weights, Tensor dlogits) {
        same("klDivergenceBackward", base, logits, dlogits);
        count("klDivergenceBackward", "weights", weights.length, logits);
    }

    // What several ask for

    private static void dense(String kernel, Tensor... tensors) {
        for (Tensor tensor : tensors) {
            boolean dense = tensor.type() == DType.FLOAT32 && tensor.isContiguous();
            require(dense, kernel, "float32 without gaps", tensors);
        }
    }

    private static void same(String kernel, Tensor... tensors) {
        dense(kernel, tensors);
        for (Tensor tensor : tensors) {
            require(tensor.shape().equals(tensors[0].shape()), kernel, "one shape", tensors);
        }
    }

    private static void suffix(String kernel, Tensor a, Tensor b) {
        dense(kernel, a, b);
        int missing = a.shape().rank() - b.shape().rank();
        boolean fits = missing >= 0;
        for (int i = 0; fits && i < b.shape().rank(); i++) {
            fits = a.shape().dim(missing + i) == b.shape().dim(i);
        }
        require(fits, kernel, "the second shape ends the first", a, b);
    }

    private static void perRow(String kernel, Tensor rows, Tensor... vectors) {
        for (Tensor vector : vectors) {
            boolean fits = isVector(vector, rows.shape().rows());
            require(fits, kernel, "a float32 for each row", rows, vector);
        }
    }

    private static void perColumn(String kernel, Tensor rows, Tensor... vectors) {
        for (Tensor vector : vectors) {
            boolean fits = isVector(vector, rows.shape().dim(-1));
            require(fits, kernel, "a float32 for each column", rows, vector);
        }
    }

    private static boolean isVector(Tensor x, int size) {
        return x.type() == DType.FLOAT32 && x.isContiguous() && x.shape().size() == size;
    }

    private static void count(String kernel, String what, int found, Tensor rows) {
        if (found != rows.shape().rows()) {
            throw new IllegalArgumentException(kernel + ": " + found + " " + what + " for the rows of " + rows);
        }
    }

    private static void require(boolean holds, String kernel, String rule, Tensor... tensors) {
        if (holds) return;
        String found = Arrays.stream(tensors).map(Tensor::toString).collect(Collectors.joining(" and "));
        throw new IllegalArgumentException(kernel + ": expected " + rule + ", found " + found);
    }
}
