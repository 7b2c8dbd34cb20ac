package io.github.fttp.core.clip;

import io.github.fttp.core.Check;

/**
 * Which hidden state of the text encoder stands for a prompt: {@code hidden_states[layers - skipped]}, through {@code
 * final_layer_norm} or not.
 *
 * @param skipped layers left out at the end ("clip skip" as diffusers counts it); as many as there are layers leave the
 *     embeddings
 * @param isNormalised whether the last norm is applied, as diffusers does for Stable Diffusion 1.x and 2.x; SDXL takes the
 *     state as it is
 */
public record HiddenLayer(int skipped, boolean isNormalised) {
    public HiddenLayer {
        Check.atLeast(0, skipped, "skipped");
    }

    /** The last hidden state behind the last norm: what Stable Diffusion was trained with. */
    public static HiddenLayer last() {
        return skip(0);
    }

    /** The output of an earlier layer behind the last norm. */
    public static HiddenLayer skip(int layers) {
        return new HiddenLayer(layers, true);
    }

    /** Takes the layer without the last norm. */
    public HiddenLayer unnormalised() {
        return new HiddenLayer(skipped, false);
    }
}
