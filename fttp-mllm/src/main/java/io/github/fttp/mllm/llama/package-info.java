/**
 * Llama, a decoder-only language model, and those of its kind, Mistral and Qwen: configuration, layers and rotary positions, named
 * as Hugging Face's.
 */
package io.github.fttp.mllm.llama;
