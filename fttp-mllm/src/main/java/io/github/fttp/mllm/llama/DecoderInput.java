package io.github.fttp.mllm.llama;

import io.github.fttp.core.autograd.Var;

/**
 * Embeddings that go into a decoder.
 *
 * @param embeddings {@code [B, T, C]}
 * @param attended {@code [B][length]}, false for padding on either side; where keys and values of earlier positions are kept,
 *     these are counted in, and the embeddings' are the last
 * @param positions {@code [B][T]}; what stands at padding means nothing
 */
public record DecoderInput(Var embeddings, boolean[][] attended, int[][] positions) {
    /** A text: positions count what is attended. */
    public static DecoderInput of(Var embeddings, boolean[][] attended) {
        return new DecoderInput(embeddings, attended, LlamaModel.positions(attended));
    }

    /** The position behind the last of sample {@code b}. */
    public int next(int b) {
        int last = -1;
        for (int t = 0; t < positions[b].length; t++) if (attended[b][t]) last = Math.max(last, positions[b][t]);
        return last + 1;
    }
}
