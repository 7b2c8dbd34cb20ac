/**
 * Files: safetensors, Hugging Face configurations, LoRA adapters in PEFT layout, strict JSON, atomic writes; and {@link
 * io.github.fttp.core.io.InputException}, the one family of exceptions for input that cannot be used.
 */
package io.github.fttp.core.io;
