package io.github.fttp.diffusion.unet;

import io.github.fttp.core.engine.AttentionMask;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.tensor.Tensor;

/** A listener to the attention of pixels to tokens, layer by layer, which changes nothing. */
@FunctionalInterface
public interface AttentionProbe {
    /**
     * @param layer such as {@code mid_block.attentions.0.transformer_blocks.0.attn2}
     * @param queries of the pixels, {@code [B, N, H, D]}; valid during the call
     * @param keys of the tokens, {@code [B, T, H, D]}; valid during the call
     * @param tokens to which of them pixels attend
     */
    void attended(String layer, Engine engine, Tensor queries, Tensor keys, AttentionMask tokens);

    /** Hears nothing. */
    static AttentionProbe none() {
        return (layer, engine, queries, keys, tokens) -> {};
    }
}
