/** Reference cases of Llama and LLaVA. */
package io.github.fttp.mllm.verify;
