/** LLaVA 1.5: CLIP vision tower, projector, Llama decoder, conversation data and generation. */
package io.github.fttp.mllm;
