package io.github.fttp.core.engine;

import static io.github.fttp.core.engine.Nd4jOperands.column;
import static io.github.fttp.core.engine.Nd4jOperands.in;
import static io.github.fttp.core.engine.Nd4jOperands.store;
import static io.github.fttp.core.engine.Nd4jSoftmax.throughSoftmax;

import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Attention in ND4J operations, in tiles of query rows. */
final class Nd4jAttention implements AttentionKernels {
    @Override
    public void rope(Tensor x, Tensor cos, Tensor sin, boolean inverse, Tensor y, Write write) {
        long rows = (long) x.shape().dim(0) * x.shape().dim(1);
        long heads = x.shape().dim(2);
        long half = x.shape().dim(3) / 2;
        INDArray c =
                Nd4j.tile(in(cos).reshape(rows, 1, half), 1, (int) heads, 1).reshape(rows * heads, half);
        INDArray s =
                Nd4j.tile(in(sin).reshape(rows, 1, half), 1, (int) heads, 1).reshape(rows * heads, half);
        if (inverse) s.negi();
        Tensor flat = x.reshape(Shape.of(Math.toIntExact(rows * heads), Math.toIntExact(2 * half)));
        INDArray first = in(flat.slice(1, 0, (int) half)).dup('c');
        INDArray second = in(flat.slice(1, (int) half, (int) (2 * half))).dup('c');
        INDArray turned =
                Nd4j.concat(1, first.mul(c).subi(second.mul(s)), second.mul(c).addi(first.mul(s)));
        store(turned, y, write);
    }

    @Override
    public void attention(Tensor q, Tensor k, Tensor v, AttentionMask mask, float scale, Tensor y) {
        forHeads(
                q,
                k,
                (b, h, kh) -> tiles(q, k, (from, to) -> {
                    INDArray p = probabilities(q, k, mask, scale, b, h, kh, from, to);
                    store(p.mmul(in(head(v, b, kh))), head(y, b, h).slice(0, from, to), Write.SET);
                }));
    }

    @Override
    public void attentionBackward(
            Tensor dy, Tensor q, Tensor k, Tensor v, AttentionMask mask, float scale, Tensor dq, Tensor dk, Tensor dv) {
        dk.fill(0);
        dv.fill(0);
        forHeads(
                q,
                k,
                (b, h, kh) -> tiles(q, k, (from, to) -> {
                    INDArray p = probabilities(q, k, mask, scale, b, h, kh, from, to);
                    INDArray dresult = in(head(dy, b, h).slice(0, from, to));
                    store(p.transpose().mmul(dresult), head(dv, b, kh), Write.ADD);
                    INDArray ds = throughSoftmax(dresult.mmul(in(head(v, b, kh)).transpose()), p)
                            .muli(scale);
                    store(ds.mmul(in(head(k, b, kh))), head(dq, b, h).slice(0, from, to), Write.SET);
                    store(ds.transpose().mmul(in(head(q, b, h).slice(0, from, to))), head(dk, b, kh), Write.ADD);
                }));
    }

    private interface OfHead {
        void run(int sample, int head, int keyHead);
    }

    private static void forHeads(Tensor q, Tensor k, OfHead body) {
        int group = q.shape().dim(2) / k.shape().dim(2);
        for (int b = 0; b < q.shape().dim(0); b++) {
            for (int h = 0; h < q.shape().dim(2); h++) body.run(b, h, h / group);
        }
    }

    private interface OfRows {
        void run(int from, int to);
    }

    /** A million scores at a time. */
    private static void tiles(Tensor q, Tensor k, OfRows body) {
        int rows = Math.max(1, (1 << 20) / Math.max(1, k.shape().dim(1)));
        for (int from = 0; from < q.shape().dim(1); from += rows) {
            body.run(from, Math.min(q.shape().dim(1), from + rows));
        }
    }

    /** {@code [T, D]} of one head. */
    private static Tensor head(Tensor x, int sample, int head) {
        return x.get(sample).transposed(0, 1).get(head);
    }

    private static INDArray probabilities(
            Tensor q, Tensor k, AttentionMask mask, float scale, int b, int h, int kh, int from, int to) {
        int tq = q.shape().dim(1);
        int tk = k.shape().dim(1);
        INDArray scores = in(head(q, b, h).slice(0, from, to))
                .mmul(in(head(k, b, kh)).transpose())
                .muli(scale);
        if (!mask.isCausal() && mask.keys().length == 0) return Nd4jSoftmax.probabilities(scores);
        float[] hidden = new float[(to - from) * tk];
        float[] sees = new float[to - from];
        for (int i = from; i < to; i++) {
            for (int j = 0; j < tk; j++) {
                if (mask.allows(b, i, tq, j, tk)) sees[i - from] = 1;
                else hidden[(i - from) * tk + j] = -1e38f;
            }
        }
        INDArray p = Nd4jSoftmax.probabilities(
                scores.add(Nd4j.createFromArray(hidden).reshape(to - from, tk)));
        return p.mul(column(sees));
    }
}
