/**
 * Forgetting in a vision-language model of any family: {@link io.github.fttp.mllm.forget.Forgetting} says what and how, {@link
 * io.github.fttp.mllm.forget.Forgotten} is what came of it.
 */
package io.github.fttp.mllm.forget;
