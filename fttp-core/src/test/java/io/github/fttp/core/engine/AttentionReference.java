package io.github.fttp.core.engine;

import io.github.fttp.core.tensor.Shape;

/** Attention and its gradients in double precision, straight from the formula. */
final class AttentionReference {
    final double[] y;
    final double[] dq;
    final double[] dk;
    final double[] dv;

    /** Whether a query of a sample may attend to a key. */
    interface Visible {
        boolean test(int sample, int query, int key);
    }

    /**
     * @param queries shape of {@code q} and {@code dy}, {@code [B, Tq, H, D]}
     * @param keys shape of {@code k} and {@code v}, {@code [B, Tk, Hk, D]}
     */
    AttentionReference(
            Shape queries, Shape keys, double[] q, double[] k, double[] v, double[] dy, float scale, Visible visible) {
        int tq = queries.dim(1);
        int tk = keys.dim(1);
        int heads = queries.dim(2);
        int keyHeads = keys.dim(2);
        int width = queries.dim(3);
        y = new double[q.length];
        dq = new double[q.length];
        dk = new double[k.length];
        dv = new double[k.length];
        for (int s = 0; s < queries.dim(0); s++) {
            for (int h = 0; h < heads; h++) {
                int kh = h / (heads / keyHeads);
                for (int i = 0; i < tq; i++) {
                    int qi = ((s * tq + i) * heads + h) * width;
                    double[] scores = new double[tk];
                    double max = Double.NEGATIVE_INFINITY;
                    for (int j = 0; j < tk; j++) {
                        int kj = ((s * tk + j) * keyHeads + kh) * width;
                        for (int e = 0; e < width; e++) scores[j] += scale * q[qi + e] * k[kj + e];
                        if (!visible.test(s, i, j)) scores[j] = Double.NEGATIVE_INFINITY;
                        max = Math.max(max, scores[j]);
                    }
                    if (max == Double.NEGATIVE_INFINITY) continue;
                    double sum = 0;
                    double[] p = new double[tk];
                    for (int j = 0; j < tk; j++) sum += p[j] = Math.exp(scores[j] - max);
                    double along = 0;
                    double[] dp = new double[tk];
                    for (int j = 0; j < tk; j++) {
                        p[j] /= sum;
                        int kj = ((s * tk + j) * keyHeads + kh) * width;
                        for (int e = 0; e < width; e++) {
                            y[qi + e] += p[j] * v[kj + e];
                            dp[j] += dy[qi + e] * v[kj + e];
                            dv[kj + e] += p[j] * dy[qi + e];
                        }
                        along += p[j] * dp[j];
                    }
                    for (int j = 0; j < tk; j++) {
                        int kj = ((s * tk + j) * keyHeads + kh) * width;
                        double ds = scale * p[j] * (dp[j] - along);
                        for (int e = 0; e < width; e++) {
                            dq[qi + e] += ds * k[kj + e];
                            dk[kj + e] += ds * q[qi + e];
                        }
                    }
                }
            }
        }
    }
}
