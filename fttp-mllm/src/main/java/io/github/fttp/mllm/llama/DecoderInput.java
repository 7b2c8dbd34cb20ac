package io.github.fttp.mllm.llama;

import io.github.fttp.core.autograd.Var;

/**
 * Embeddings that go into a decoder.
 *
 * @param embeddings {@code [B, T, C]}
 * @param attended {@code [B][length]}, false for padding on either side; where keys and values of earlier positions are kept,
 *     these are counted in, and the embeddings' are the last
 * @param positions {@code [axes][B][T]}, of one axis where all are the same; what stands at padding means nothing
 * @param deep what is added behind the first layers
 */
public record DecoderInput(Var embeddings, boolean[][] attended, int[][][] positions, DeepStack deep) {
    /** Input whose positions have one axis, and to which nothing is added. */
    public static DecoderInput of(Var embeddings, boolean[][] attended, int[][] positions) {
        return new DecoderInput(embeddings, attended, new int[][][] {positions}, DeepStack.none());
    }

    /** Takes embeddings where positions count what is attended. */
    public static DecoderInput of(Var embeddings, boolean[][] attended) {
        return of(embeddings, attended, LlamaModel.positions(attended));
    }

    /** Takes other embeddings of the same shape. */
    public DecoderInput embedded(Var other) {
        return new DecoderInput(other, attended, positions, deep);
    }

    /** The position behind the last of sample {@code b}. */
    public int next(int b) {
        int last = -1;
        for (int[][] axis : positions) {
            for (int t = 0; t < axis[b].length; t++) if (attended[b][t]) last = Math.max(last, axis[b][t]);
        }
        return last + 1;
    }
}
