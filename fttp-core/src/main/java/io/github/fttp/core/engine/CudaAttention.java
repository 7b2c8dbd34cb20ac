package io.github.fttp.core.engine;

import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;

/**
 * Attention in tiles of query rows, all heads of a sample that share no key head at once. Memory grows with the number of
 * keys, not with its square; the backward computes the probabilities again.
 */
final class CudaAttention implements AttentionKernels {
    /** Rows of a tile, where they are not too many scores: enough to fill a GPU's products. */
    private static final int ROWS = 512;
    /** Scores of a tile at most, 256 MiB. */
    private static final long TILE = 1 << 26;

    private final Pool pool;
    private final CudaMatmul matmul;
    private final CudaSoftmax softmax;
    private final GpuLaunch launch;
    private final GpuUploads uploads;

    CudaAttention(Pool pool, CudaMatmul matmul, CudaSoftmax softmax, GpuLaunch launch, GpuUploads uploads) {
        this.pool = pool;
        this.matmul = matmul;
        this.softmax = softmax;
        this.launch = launch;
        this.uploads = uploads;
    }

    @Override
    public void rope(Tensor x, Tensor cos, Tensor sin, boolean inverse, Tensor y, Write write) {
        long n = x.shape().size() / 2;
        launch.of("rope")
                .with(x, cos, sin, y)
                .with(n)
                .with(x.shape().dim(2))
                .with(x.shape().dim(3) / 2)
                .with(inverse ? -1f : 1f)
                .with(write == Write.ADD)
                .each(n);
    }

    @Override
    public void attention(Tensor q, Tensor k, Tensor v, AttentionMask mask, float scale, Tensor y) {
        try (Factor qf = factor(q);
                Factor kf = factor(k);
                Factor vf = factor(v)) {
            eachGroup(q, k, (b, g) -> {
                Tensor keys = heads(kf.tensor().get(b)); // [Hk, Tk, D]
                Tensor values = heads(vf.tensor().get(b));
                Tensor queries = group(qf.tensor().get(b), k, g); // [Hk, Tq, D]
                Tensor results = group(y.get(b), k, g);
                tiles(b, queries, keys, mask, tile -> {
                    try (Tensor p = pool.draw(tile.shape(keys))) {
                        probabilities(queries, keys, scale, tile, p);
                        try (Factor pf = factor(p)) {
                            Tensor into = results.slice(1, tile.from(), tile.to());
                            matmul.product(pf.tensor(), values.slice(1, 0, tile.seen()), into, 1, Write.SET);
                        }
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
                Factor dyf = factor(dy)) {
            eachGroup(q, k, (b, g) -> {
                Tensor keys = heads(kf.tensor().get(b));
                Tensor values = heads(vf.tensor().get(b));
                Tensor queries = group(qf.tensor().get(b), k, g);
                Tensor dresults = group(dyf.tensor().get(b), k, g);
                Tensor dqueries = group(dq.get(b), k, g);
                tiles(b, queries, keys, mask, tile -> {
                    // The last tile comes first, and sees all keys.
                    Write write = g == 0 && tile.to() == q.shape().dim(1) ? Write.SET : Write.ADD;
                    Tensor dkeys = heads(dk.get(b)).slice(1, 0, tile.seen());
                    Tensor dvalues = heads(dv.get(b)).slice(1, 0, tile.seen());
                    Tensor rows = queries.slice(1, tile.from(), tile.to());
                    Tensor drows = dresults.slice(1, tile.from(), tile.to());
                    try (Tensor p = pool.draw(tile.shape(keys));
                            Tensor ds = pool.draw(tile.shape(keys))) {
                        probabilities(queries, keys, scale, tile, p);
                        try (Factor pf = factor(p)) {
                            matmul.product(pf.tensor().transposed(), drows, dvalues, 1, write);
                        }
                        matmul.product(drows, values.slice(1, 0, tile.seen()).transposed(), ds, 1, Write.SET);
                        softmax.softmaxBackward(ds, p, ds, Write.SET);
                        try (Factor dsf = factor(ds)) {
                            Tensor d = dsf.tensor();
                            Tensor into = dqueries.slice(1, tile.from(), tile.to());
                            matmul.product(d, keys.slice(1, 0, tile.seen()), into, scale, Write.SET);
                            matmul.product(d.transposed(), rows, dkeys, scale, write);
                        }
                    }
                });
            });
        }
    }

    /** A factor rounded where the engine rounds: once, for all tiles and products. */
    private Factor factor(Tensor x) {
        return matmul.factor(x, DType.BFLOAT16);
    }

    private interface GroupBody {
        /**
         * @param b which sample
         * @param g which of the heads that share a key head
         */
        void run(int b, int g);
    }

    private static void eachGroup(Tensor q, Tensor k, GroupBody body) {
        for (int b = 0; b < q.shape().dim(0); b++) {
            for (int g = 0; g < q.shape().dim(2) / k.shape().dim(2); g++) body.run(b, g);
        }
    }

    /**
     * Query rows {@code from} to {@code to}.
     *
     * @param seen how many of the keys they can see at most
     * @param keyMask address of the sample's visible keys, 0 where all are
     * @param shift query i sees the keys up to i + shift, where causal
     * @param window how many of them at most, 0 for all
     */
    private record Tile(int from, int to, int seen, long keyMask, int shift, boolean isCausal, int window) {
        Shape shape(Tensor keys) {
            return Shape.of(keys.shape().dim(0), to - from, seen);
        }
    }

    private interface TileBody {
        void run(Tile tile);
    }

    /** Calls {@code body} for stretches of query rows, the last first. */
    private void tiles(int b, Tensor queries, Tensor keys, AttentionMask mask, TileBody body) {
        int tq = queries.shape().dim(1);
        int tk = keys.shape().dim(1);
        long rowOfScores = Math.max(1, (long) keys.shape().dim(0) * tk);
        int rows = (int) Math.max(1, Math.min(Math.min(tq, ROWS), TILE / rowOfScores));
        long all = uploads.put(mask);
        long keyMask = all == 0 ? 0 : all + (long) b * tk;
        for (int to = tq; to > 0; to -= rows) {
            int from = Math.max(0, to - rows);
            int seen = mask.isCausal() ? Math.max(1, Math.min(tk, to + tk - tq)) : tk;
            body.run(new Tile(from, to, seen, keyMask, tk - tq, mask.isCausal(), mask.window()));
        }
    }

    /** {@code p = softmax(scale q k^T)} where the mask allows, 0 elsewhere. */
    private void probabilities(Tensor queries, Tensor keys, float scale, Tile tile, Tensor p) {
        Tensor rows = queries.slice(1, tile.from(), tile.to());
        matmul.product(rows, keys.slice(1, 0, tile.seen()).transposed(), p, scale, Write.SET);
        launch.of("attention_softmax")
                .with(p)
                .with(tile.keyMask())
                .with(tile.to() - tile.from())
                .with(tile.seen())
                .with(tile.from())
                .with(tile.shift())
                .with(tile.isCausal())
                .with(tile.window())
                .rows(p.shape().rows(), tile.seen());
    }

    /** {@code [T, H, D]} as {@code [H, T, D]}. */
    private static Tensor heads(Tensor x) {
        return x.transposed(0, 1);
    }

    /** Selects, from {@code [T, H, D]}, the heads that are number {@code g} of their key head's group, {@code [Hk, T, D]}. */
    private static Tensor group(Tensor x, Tensor k, int g) {
        return heads(x.every(1, g, x.shape().dim(1) / k.shape().dim(2)));
    }
}
