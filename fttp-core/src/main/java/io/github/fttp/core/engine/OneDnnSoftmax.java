package io.github.fttp.core.engine;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;

import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.softmax_backward;
import org.bytedeco.dnnl.softmax_forward;

/** Softmax by oneDNN, and its losses. */
final class OneDnnSoftmax implements SoftmaxKernels {
    /** Rows of logits that are turned at a time: their probabilities need as much memory again. */
    private static final int LOGIT_ROWS = 32;

    private final Pool pool;
    private final Primitives primitives;
    private final OneDnnElements elements;
    private final JvmSoftmax jvm;

    OneDnnSoftmax(Pool pool, Primitives primitives, OneDnnElements elements, JvmSoftmax jvm) {
        this.pool = pool;
        this.primitives = primitives;
        this.elements = elements;
        this.jvm = jvm;
    }

    @Override
    public void softmax(Tensor x, Tensor y) {
        softmax(x, y, false);
    }

    /** Probabilities or their logarithms, by rows. */
    private void softmax(Tensor x, Tensor y, boolean logarithm) {
        long n = x.shape().rows();
        long width = x.shape().dim(-1);
        if (n * width == 0) return;
        primitives
                .get(new Primitives.Key(logarithm ? "logSoftmax" : "softmax", new long[] {n, width}), cpu -> {
                    memory.desc all = Primitives.matrix(n, width);
                    var description = probabilities(cpu, all, logarithm);
                    int[] ids = {DNNL_ARG_SRC, DNNL_ARG_DST};
                    return primitives.new Prepared(new softmax_forward(description), description, ids, all, all);
                })
                .run(x.address(), y.address());
    }

    private static softmax_forward.primitive_desc probabilities(
            org.bytedeco.dnnl.engine cpu, memory.desc all, boolean logarithm) {
        algorithm which = logarithm ? algorithm.softmax_log : algorithm.softmax_accurate;
        return new softmax_forward.primitive_desc(cpu, prop_kind.forward_training, which, all, all, 1);
    }

    @Override
    public void softmaxBackward(Tensor dy, Tensor y, Tensor dx, Write write) {
        if (write == Write.ADD) {
            try (Tensor summand = pool.draw(dx.shape())) {
                softmaxBackward(dy, y, summand, Write.SET);
                elements.add(dx, summand, dx);
            }
            return;
        }
        long n = y.shape().rows();
        long width = y.shape().dim(-1);
        if (n * width == 0) return;
        Primitives.Prepared call = primitives.get(new Primitives.Key("softmaxBackward", new long[] {n, width}), cpu -> {
            memory.desc all = Primitives.matrix(n, width);
            var description = new softmax_backward.primitive_desc(
                    cpu, algorithm.softmax_accurate, all, all, all, 1, probabilities(cpu, all, false));
            int[] ids = {DNNL_ARG_DST, DNNL_ARG_DIFF_DST, DNNL_ARG_DIFF_SRC};
            return primitives.new Prepared(new softmax_backward(description), description, ids, all, all, all);
        });
        // oneDNN 3.11 has kernels for AVX-512 only.
        if (call.isReference()) jvm.softmaxBackward(dy, y, dx);
        else call.run(y.address(), dy.address(), dx.address());
    }

    @Override
    public void logSumExp(Tensor logits, Tensor logSumExp) {
        float[] sums = new float[logits.shape().rows()];
        byRows(logits, (x, from) -> {
            try (Tensor p = pool.draw(x.shape())) {
                softmax(x, p, false);
                jvm.logSumExpRows(x, p, sums, from);
            }
        });
        logSumExp.set(sums);
    }

    @Override
    public void crossEntropyBackward(Tensor logits, int[] labels, float[] weights, Tensor dlogits, Write write) {
        if (write == Write.SET) {
            softmax(logits, dlogits, false);
            jvm.crossEntropyTail(matrix(dlogits), labels, weights, 0, matrix(dlogits), Write.SET);
            return;
        }
        byRows(logits, (x, from) -> {
            try (Tensor p = pool.draw(x.shape())) {
                softmax(x, p, false);
                Tensor into = matrix(dlogits).slice(0, from, from + x.shape().dim(0));
                jvm.crossEntropyTail(p, labels, weights, from, into, Write.ADD);
            }
        });
    }

    @Override
    public void klDivergence(Tensor base, Tensor logits, Tensor kl) {
        float[] results = new float[logits.shape().rows()];
        byRows(logits, (x, from) -> {
            Tensor x0 = matrix(base).slice(0, from, from + x.shape().dim(0));
            try (Tensor p0 = pool.draw(x.shape());
                    Tensor logP0 = pool.draw(x.shape());
                    Tensor logP = pool.draw(x.shape())) {
                softmax(x0, p0, false);
                softmax(x0, logP0, true);
                softmax(x, logP, true);
                jvm.klRows(p0, logP0, logP, results, from);
            }
        });
        kl.set(results);
    }

    @Override
    public void klDivergenceBackward(Tensor base, Tensor logits, float[] weights, Tensor dlogits, Write write) {
        byRows(logits, (x, from) -> {
            int to = from + x.shape().dim(0);
            try (Tensor p = pool.draw(x.shape());
                    Tensor p0 = pool.draw(x.shape())) {
                softmax(x, p, false);
                softmax(matrix(base).slice(0, from, to), p0, false);
                jvm.differenceTail(p, p0, weights, from, matrix(dlogits).slice(0, from, to), write);
            }
        });
    }

    private interface SomeRows {
        void run(Tensor rows, int from);
    }

    private static void byRows(Tensor logits, SomeRows body) {
        Tensor all = matrix(logits);
        for (int from = 0; from < all.shape().dim(0); from += LOGIT_ROWS) {
            body.run(all.slice(0, from, Math.min(all.shape().dim(0), from + LOGIT_ROWS)), from);
        }
    }

    private static Tensor matrix(Tensor x) {
        return x.reshape(Shape.of(x.shape().rows(), x.shape().dim(-1)));
    }
}
