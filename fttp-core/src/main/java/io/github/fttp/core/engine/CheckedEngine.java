package io.github.fttp.core.engine;

import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.util.List;
import java.util.function.Function;

/** Checks the arguments of each kernel, here alone, and calls the library's kernel. */
abstract class CheckedEngine implements Engine {
    /** The library's kernels, the same ones at each call. */
    abstract Kernels kernels();

    // Matrix products

    @Override
    public final void matmul(Tensor a, Tensor b, Tensor y, Write write) {
        Arguments.matmul(a, b, y);
        kernels().matmul().matmul(a, b, y, write);
    }

    @Override
    public final Factor factor(Tensor x, DType other) {
        return kernels().matmul().factor(x, other);
    }

    @Override
    public final void affine(Tensor a, Tensor b, Tensor bias, Tensor y) {
        Arguments.affine(a, b, bias, y);
        kernels().matmul().affine(a, b, bias, y);
    }

    // Elements

    @Override
    public final void copy(Tensor x, Tensor y) {
        Arguments.copy(x, y);
        kernels().elements().copy(x, y);
    }

    @Override
    public final void fill(float value, Tensor y) {
        Arguments.fill(y);
        kernels().elements().fill(value, y);
    }

    @Override
    public final void add(Tensor a, Tensor b, Tensor y) {
        Arguments.add(a, b, y);
        kernels().elements().add(a, b, y);
    }

    @Override
    public final void mul(Tensor a, Tensor b, Tensor y, Write write) {
        Arguments.mul(a, b, y);
        kernels().elements().mul(a, b, y, write);
    }

    @Override
    public final void scale(float factor, Tensor x, Tensor y, Write write) {
        Arguments.scale(x, y);
        kernels().elements().scale(factor, x, y, write);
    }

    @Override
    public final void sumLeading(Tensor x, Tensor y, Write write) {
        Arguments.sumLeading(x, y);
        kernels().elements().sumLeading(x, y, write);
    }

    @Override
    public final double sumOfSquares(Tensor x) {
        Arguments.sumOfSquares(x);
        return kernels().elements().sumOfSquares(x);
    }

    @Override
    public final SquareSum squareSum() {
        SquareSum squares = kernels().elements().squareSum();
        return new SquareSum() {
            @Override
            public void add(Tensor x) {
                Arguments.sumOfSquares(x);
                squares.add(x);
            }

            @Override
            public void add(List<Tensor> all) {
                all.forEach(Arguments::sumOfSquares);
                squares.add(all);
            }

            @Override
            public double sum() {
                return squares.sum();
            }

            @Override
            public void close() {
                squares.close();
            }
        };
    }

    @Override
    public final void adam(AdamStep step, Tensor gradient, Tensor parameter, Tensor firstMoment, Tensor secondMoment) {
        Arguments.adam(gradient, parameter, firstMoment, secondMoment);
        kernels().elements().adam(step, gradient, parameter, firstMoment, secondMoment);
    }

    @Override
    public final void adam(List<AdamUpdate> updates) {
        for (AdamUpdate each : updates) {
            Arguments.adam(each.gradient(), each.parameter(), each.firstMoment(), each.secondMoment());
        }
        kernels().elements().adam(updates);
    }

    // Activations

    @Override
    public final void activate(Activation f, Tensor x, Tensor y) {
        Arguments.activate(x, y);
        kernels().activations().activate(f, x, y);
    }

    @Override
    public final void activateBackward(Activation f, Tensor dy, Tensor x, Tensor dx, Write write) {
        Arguments.activateBackward(dy, x, dx);
        kernels().activations().activateBackward(f, dy, x, dx, write);
    }

    @Override
    public final void swiglu(Tensor gate, Tensor up, Tensor y) {
        Arguments.swiglu(gate, up, y);
        kernels().activations().swiglu(gate, up, y);
    }

    @Override
    public final void swigluBackward(Tensor dy, Tensor gate, Tensor up, Tensor dgate, Tensor dup) {
        Arguments.swigluBackward(dy, gate, up, dgate, dup);
        kernels().activations().swigluBackward(dy, gate, up, dgate, dup);
    }

    @Override
    public final void geglu(Tensor x, Tensor y) {
        Arguments.geglu(x, y);
        kernels().activations().geglu(x, y);
    }

    @Override
    public final void gegluBackward(Tensor dy, Tensor x, Tensor dx) {
        Arguments.gegluBackward(dy, x, dx);
        kernels().activations().gegluBackward(dy, x, dx);
    }

    // Rows

    @Override
    public final void gatherRows(Tensor table, int[] rows, Tensor y) {
        Arguments.gatherRows(table, rows, y);
        kernels().rows().gatherRows(table, rows, y);
    }

    @Override
    public final void scatterRows(Tensor x, int[] rows, Tensor y) {
        Arguments.scatterRows(x, rows, y);
        kernels().rows().scatterRows(x, rows, y);
    }

    @Override
    public final void scatterRowsAdd(Tensor x, int[] rows, Tensor y) {
        Arguments.scatterRowsAdd(x, rows, y);
        kernels().rows().scatterRowsAdd(x, rows, y);
    }

    @Override
    public final void patches(Tensor x, int size, Tensor y) {
        Arguments.patches(x, size, y);
        kernels().rows().patches(x, size, y);
    }

    // Normalisation

    @Override
    public final void rmsNorm(Tensor x, Tensor weight, float epsilon, Tensor y, Tensor rstd) {
        Arguments.rmsNorm(x, weight, y, rstd);
        kernels().norms().rmsNorm(x, weight, epsilon, y, rstd);
    }

    @Override
    public final void rmsNormBackward(Tensor dy, Tensor x, Tensor weight, Tensor rstd, Tensor dx, Write write) {
        Arguments.rmsNormBackward(dy, x, weight, rstd, dx);
        kernels().norms().rmsNormBackward(dy, x, weight, rstd, dx, write);
    }

    @Override
    public final void rmsNormBackwardWeight(Tensor dy, Tensor x, Tensor rstd, Tensor dw, Write write) {
        Arguments.rmsNormBackwardWeight(dy, x, rstd, dw);
        kernels().norms().rmsNormBackwardWeight(dy, x, rstd, dw, write);
    }

    @Override
    public final void layerNorm(
            Tensor x, Tensor weight, Tensor bias, float epsilon, Tensor y, Tensor mean, Tensor rstd) {
        Arguments.layerNorm(x, weight, bias, y, mean, rstd);
        kernels().norms().layerNorm(x, weight, bias, epsilon, y, mean, rstd);
    }

    @Override
    public final void layerNormBackward(
            Tensor dy, Tensor x, Tensor weight, Tensor mean, Tensor rstd, Tensor dx, Write write) {
        Arguments.layerNormBackward(dy, x, weight, mean, rstd, dx);
        kernels().norms().layerNormBackward(dy, x, weight, mean, rstd, dx, write);
    }

    @Override
    public final void layerNormBackwardWeight(Tensor dy, Tensor x, Tensor mean, Tensor rstd, Tensor dw, Write write) {
        Arguments.layerNormBackwardWeight(dy, x, mean, rstd, dw);
        kernels().norms().layerNormBackwardWeight(dy, x, mean, rstd, dw, write);
    }

    @Override
    public final void groupNorm(
            Tensor x, Tensor weight, Tensor bias, float epsilon, Tensor y, Tensor mean, Tensor rstd) {
        Arguments.groupNorm(x, weight, bias, y, mean, rstd);
        kernels().norms().groupNorm(x, weight, bias, epsilon, y, mean, rstd);
    }

    @Override
    public final void groupNormBackward(
            Tensor dy, Tensor x, Tensor weight, Tensor mean, Tensor rstd, Tensor dx, Tensor dweight, Tensor dbias) {
        Arguments.groupNormBackward(dy, x, weight, mean, rstd, dx, dweight, dbias);
        kernels().norms().groupNormBackward(dy, x, weight, mean, rstd, dx, dweight, dbias);
    }

    // Convolutions

    @Override
    public final void convolution(Tensor x, Tensor weight, Tensor bias, Convolution how, Tensor y) {
        Arguments.convolution(x, weight, bias, how, y);
        kernels().convolutions().convolution(x, weight, bias, how, y);
    }

    @Override
    public final void convolutionBackward(Tensor dy, Tensor weight, Convolution how, Tensor dx, Write write) {
        Arguments.convolutionBackward(dy, weight, how, dx);
        kernels().convolutions().convolutionBackward(dy, weight, how, dx, write);
    }

    @Override
    public final void convolutionBackwardWeight(Tensor dy, Tensor x, Convolution how, Tensor dw, Write write) {
        Arguments.convolutionBackwardWeight(dy, x, how, dw);
        kernels().convolutions().convolutionBackwardWeight(dy, x, how, dw, write);
    }

    // Attention

    @Override
    public final void rope(Tensor x, Tensor cos, Tensor sin, boolean inverse, Tensor y, Write write) {
        Arguments.rope(x, cos, sin, y);
        kernels().attention().rope(x, cos, sin, inverse, y, write);
    }

    @Override
    public final void attention(Tensor q, Tensor k, Tensor v, AttentionMask mask, float scale, Tensor y) {
        Arguments.attention(q, k, v, mask, y);
        kernels().attention().attention(q, k, v, mask, scale, y);
    }

    @Override
    public final AttentionBackward attention(
            Tensor q, Tensor k, Tensor v, AttentionMask mask, float scale, Tensor y, Function<Shape, Tensor> memory) {
        Arguments.attention(q, k, v, mask, y);
        AttentionBackward backward = kernels().attention().attention(q, k, v, mask, scale, y, memory);
        return (dy, dq, dk, dv) -> {
            Arguments.attentionBackward(dy, q, k, v, mask, dq, dk, dv);
            backward.run(dy, dq, dk, dv);
        };
    }

    @Override
    public final void attentionBackward(
            Tensor dy, Tensor q, Tensor k, Tensor v, AttentionMask mask, float scale, Tensor dq, Tensor dk, Tensor dv) {
        Arguments.attentionBackward(dy, q, k, v, mask, dq, dk, dv);
        kernels().attention().attentionBackward(dy, q, k, v, mask, scale, dq, dk, dv);
    }

    // Softmax and losses

    @Override
    public final void softmax(Tensor x, Tensor y) {
        Arguments.softmax(x, y);
        kernels().softmax().softmax(x, y);
    }

    @Override
    public final void softmaxBackward(Tensor dy, Tensor y, Tensor dx, Write write) {
        Arguments.softmaxBackward(dy, y, dx);
        kernels().softmax().softmaxBackward(dy, y, dx, write);
    }

    @Override
    public final void logSumExp(Tensor logits, Tensor logSumExp) {
        Arguments.logSumExp(logits, logSumExp);
        kernels().softmax().logSumExp(logits, logSumExp);
    }

    @Override
    public final void crossEntropyBackward(Tensor logits, int[] labels, float[] weights, Tensor dlogits, Write write) {
        Arguments.crossEntropyBackward(logits, labels, weights, dlogits);
        kernels().softmax().crossEntropyBackward(logits, labels, weights, dlogits, write);
    }

    @Override
    public final void klDivergence(Tensor base, Tensor logits, Tensor kl) {
        Arguments.klDivergence(base, logits, kl);
        kernels().softmax().klDivergence(base, logits, kl);
    }

    @Override
    public final void klDivergenceBackward(Tensor base, Tensor logits, float[] weights, Tensor dlogits, Write write) {
        Arguments.klDivergenceBackward(base, logits, weights, dlogits);
        kernels().softmax().klDivergenceBackward(base, logits, weights, dlogits, write);
    }
}
