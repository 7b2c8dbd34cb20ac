/** Qwen3-VL: its configuration and its image encoder; the rest is in {@link io.github.fttp.mllm.qwen}. */
package io.github.fttp.mllm.qwen3vl;
