package io.github.fttp.mllm.qwen;

import io.github.fttp.mllm.llama.LlamaConfig;

/**
 * The settings that the two families' configurations share.
 *
 * @param text the decoder's
 * @param patches how images are cut
 * @param imageToken the id that stands for each position of an image
 */
public record QwenConfig(LlamaConfig text, PatchSettings patches, int imageToken) {}
