package io.github.fttp.mllm.qwen;

import io.github.fttp.mllm.llama.LlamaConfig;

/**
 * What the two families' configurations have in common.
 *
 * @param text the decoder's
 * @param patches how images are cut
 * @param imageToken the id that stands for each position of an image
 */
public record QwenConfig(LlamaConfig text, PatchSettings patches, int imageToken) {}
