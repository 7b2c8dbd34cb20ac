/** Llama, a decoder-only language model: its configuration, layers and rotary positions, named as Hugging Face's. */
package io.github.fttp.mllm.llama;
