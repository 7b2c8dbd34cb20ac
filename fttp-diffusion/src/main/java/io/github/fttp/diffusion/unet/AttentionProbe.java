package io.github.fttp.diffusion.unet;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.tensor.Tensor;

/** Is shown what the pixels ask of the words, layer by layer, and changes nothing. */
@FunctionalInterface
public interface AttentionProbe {
    /**
     * @param layer such as {@code mid_block.attentions.0.transformer_blocks.0.attn2}
     * @param queries of the pixels, {@code [B, N, H, D]}; valid during the call
     * @param keys of the words, {@code [B, T, H, D]}; valid during the call
     */
    void looked(String layer, Engine engine, Tensor queries, Tensor keys);

    /** Looks away. */
    static AttentionProbe none() {
        return (layer, engine, queries, keys) -> {};
    }
}
