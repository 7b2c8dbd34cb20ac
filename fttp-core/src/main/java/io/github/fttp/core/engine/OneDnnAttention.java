package io.github.fttp.core.engine;

import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.util.Arrays;

/**
 * Attention in tiles of query rows: the scores of one tile, for a few heads or many, are all that ever exists. The
 * backward computes them again.
 */
final class OneDnnAttention implements AttentionKernels {
    /** Scores of a tile: 1 Mi floats stay within the cache that the cores share. */
    private static final long TILE = 1 << 20;
    /**
     * Rows of a tile that products are fast with: with 3,052 keys and 10 rows of 32 heads attention took 3 times as long,
     * and 4 on the way back.
     */
    private static final int ENOUGH_ROWS = 128;
    /** Large enough to drown any score, small enough that adding a score to it stays finite. */
    private static final float NEVER = -1e38f;

    private final Pool pool;
    private final OneDnnElements elements;
    private final OneDnnMatmul matmul;
    private final OneDnnSoftmax softmax;
    private final JvmRope rope;

    OneDnnAttention(Pool pool, OneDnnElements elements, OneDnnMatmul matmul, OneDnnSoftmax softmax, JvmRope rope) {
        this.pool = pool;
        this.elements = elements;
        this.matmul = matmul;
        this.softmax = softmax;
        this.rope = rope;
    }

    @Override
    public void rope(Tensor x, Tensor cos, Tensor sin, boolean inverse, Tensor y, Write write) {
        rope.rope(x, cos, sin, inverse, y, write);
    }

    @Override
    public void attention(Tensor q, Tensor k, Tensor v, AttentionMask mask, float scale, Tensor y) {
        try (Factor qf = factor(q);
                Factor kf = factor(k);
                Factor vf = factor(v)) {
            eachHeads(q, k, mask, (b, g, first, end) -> {
                Tensor keys = heads(kf.tensor().get(b)).slice(0, first, end); // [h, Tk, D]
                Tensor values = heads(vf.tensor().get(b)).slice(0, first, end);
                Tensor queries = group(qf.tensor().get(b), k, g).slice(0, first, end); // [h, Tq, D]
                Tensor results = group(y.get(b), k, g).slice(0, first, end);
                tiles(b, queries, keys, mask, (tile, from, to, seen) -> {
                    try (Tensor p = pool.draw(scores(keys, to - from, seen))) {
                        probabilities(queries.slice(1, from, to), keys, scale, tile, seen, p);
                        matmul.product(p, values.slice(1, 0, seen), results.slice(1, from, to), 1, Write.SET);
                    }
                });
            });
        }
    }

    @Override
    public void attentionBackward(
            Tensor dy, Tensor q, Tensor k, Tensor v, AttentionMask mask, float scale, Tensor dq, Tensor dk, Tensor dv) {
        try (Factor qf = factor(q);
                Factor kf = factor(k);
                Factor vf = factor(v);
                Factor dyf = factor(dy);
                // Transposed: a product whose large left factor is transposed takes twice as long.
                Tensor dkt = pool.draw(transposed(k.shape())); // [B, Hk, D, Tk]
                Tensor dvt = pool.draw(transposed(k.shape()))) {
            eachHeads(q, k, mask, (b, g, first, end) -> {
                Tensor keys = heads(kf.tensor().get(b)).slice(0, first, end);
                Tensor values = heads(vf.tensor().get(b)).slice(0, first, end);
                Tensor dkeys = dkt.get(b).slice(0, first, end);
                Tensor dvalues = dvt.get(b).slice(0, first, end);
                Tensor queries = group(qf.tensor().get(b), k, g).slice(0, first, end);
                Tensor dqueries = group(dq.get(b), k, g).slice(0, first, end);
                Tensor dresults = group(dyf.tensor().get(b), k, g).slice(0, first, end);
                int last = queries.shape().dim(1);
                tiles(b, queries, keys, mask, (tile, from, to, seen) -> {
                    // The last tile comes first, and sees all keys.
                    Write write = g == 0 && to == last ? Write.SET : Write.ADD;
                    Shape shape = scores(keys, to - from, seen);
                    try (Tensor p = pool.draw(shape);
                            Tensor ds = pool.draw(shape)) {
                        Tensor rows = queries.slice(1, from, to);
                        Tensor drows = dresults.slice(1, from, to);
                        probabilities(rows, keys, scale, tile, seen, p);
                        try (Factor pf = factor(p)) {
                            matmul.product(drows.transposed(), pf.tensor(), dvalues.slice(2, 0, seen), 1, write);
                        }
                        matmul.product(drows, values.slice(1, 0, seen).transposed(), ds, 1, Write.SET);
                        softmax.softmaxBackward(ds, p, ds, Write.SET);
                        try (Factor dsf = factor(ds)) {
                            Tensor d = dsf.tensor();
                            matmul.product(d, keys.slice(1, 0, seen), dqueries.slice(1, from, to), scale, Write.SET);
                            matmul.product(rows.transposed(), d, dkeys.slice(2, 0, seen), scale, write);
                        }
                    }
                });
            });
            elements.copy(dkt.transposed(), dk.transposed(1, 2)); // [B, Hk, Tk, D]
            elements.copy(dvt.transposed(), dv.transposed(1, 2));
        }
    }

    private static Shape transposed(Shape keys) {
        return Shape.of(keys.dim(0), keys.dim(2), keys.dim(3), keys.dim(1));
    }

    /** A factor rounded where the engine rounds: once, for all tiles and products. */
    private Factor factor(Tensor x) {
        return matmul.factor(x, DType.BFLOAT16);
    }

    private interface HeadsBody {
        /**
         * @param b which sample
         * @param g which of the heads that share a key head
         * @param first of the key heads
         * @param end behind the last of them
         */
        void run(int b, int g, int first, int end);
    }

    private static void eachHeads(Tensor q, Tensor k, AttentionMask mask, HeadsBody body) {
        int keyHeads = k.shape().dim(2);
        int rows = q.shape().dim(1);
        // Many rows of few heads are faster; but what hides keys is worked out for a tile's rows, once for all its
        // heads.
        boolean hides = mask.isCausal() || mask.keys().length > 0;
        long scores =
                (long) (hides ? Math.min(rows, ENOUGH_ROWS) : rows) * k.shape().dim(1);
        int together = (int) Math.max(1, Math.min(keyHeads, TILE / Math.max(1, scores)));
        for (int b = 0; b < q.shape().dim(0); b++) {
            for (int g = 0; g < q.shape().dim(2) / keyHeads; g++) {
                for (int first = 0; first < keyHeads; first += together) {
                    body.run(b, g, first, Math.min(keyHeads, first + together));
                }
            }
        }
    }

    private interface TileBody {
        void run(Tile tile, int from, int to, int seen);
    }

    /** Calls {@code body} for stretches of query rows, the last first, with how many of the keys they can see at most. */
    private void tiles(int b, Tensor queries, Tensor keys, AttentionMask mask, TileBody body) {
        int tq = queries.shape().dim(1);
        int tk = keys.shape().dim(1);
        int rows = (int)
                Math.max(1, Math.min(tq, TILE / Math.max(1, (long) keys.shape().dim(0) * tk)));
        for (int to = tq; to > 0; to -= rows) {
            int from = Math.max(0, to - rows);
            int seen = mask.isCausal() ? Math.max(1, Math.min(tk, to + tk - tq)) : tk;
            body.run(new Tile(mask, b, from, to, tq, tk, seen), from, to, seen);
        }
    }

    /** {@code p = softmax(scale q k^T)} where the mask allows, 0 elsewhere. */
    private void probabilities(Tensor q, Tensor keys, float scale, Tile tile, int seen, Tensor p) {
        matmul.product(q, keys.slice(1, 0, seen).transposed(), p, scale, Write.SET);
        if (tile.hidesNothing()) {
            softmax.softmax(p, p);
            return;
        }
        int rows = p.shape().dim(1);
        try (Tensor hidden = pool.draw(Shape.of(rows, seen))) {
            boolean[] blind = tile.write(hidden);
            elements.add(p, hidden, p);
            softmax.softmax(p, p);
            float[] zeros = new float[seen];
            for (int i = 0; i < rows; i++) {
                if (!blind[i]) continue;
                for (int h = 0; h < p.shape().dim(0); h++) p.write(((long) h * rows + i) * seen, zeros, 0, seen);
            }
        }
    }

    /** Which keys the queries of a tile may not look at. */
    private record Tile(AttentionMask mask, int sample, int from, int to, int tq, int tk, int seen) {
        boolean hidesNothing() {
            return mask.keys().length == 0
                    && (!mask.isCausal() || from + tk - tq >= seen - 1)
                    && mask.first(to - 1, tq, tk) == 0;
        }

        /** Fills {@code [rows, seen]} with what is added to the scores; returns which rows see nothing at all. */
        boolean[] write(Tensor hidden) {
            boolean[] blind = new boolean[to - from];
            float[] row = new float[seen];
            for (int i = from; i < to; i++) {
                Arrays.fill(row, NEVER);
                // Not each of them asked whether it is allowed: they are many, and again for each group of heads.
                int end = mask.isCausal() ? Math.min(seen, i + tk - tq + 1) : seen;
                int visible = 0;
                for (int j = mask.first(i, tq, tk); j < end; j++) {
                    if (mask.keys().length > 0 && !mask.keys()[sample][j]) continue;
                    row[j] = 0;
                    visible++;
                }
                blind[i - from] = visible == 0;
                hidden.write((long) (i - from) * seen, row, 0, seen);
            }
            return blind;
        }
    }

    /** {@code [T, H, D]} as {@code [H, T, D]}. */
    private static Tensor heads(Tensor x) {
        return x.transposed(0, 1);
    }

    /** Selects, from {@code [T, H, D]}, the heads that are number {@code g} of their key head's group, {@code [Hk, T, D]}. */
    private static Tensor group(Tensor x, Tensor k, int g) {
        int groups = x.shape().dim(1) / k.shape().dim(2);
        return heads(x.every(1, g, groups));
    }

    private static Shape scores(Tensor keys, int rows, int seen) {
        return Shape.of(keys.shape().dim(0), rows, seen);
    }
}
