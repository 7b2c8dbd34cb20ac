/** Conversations about pictures in LLaVA's JSON, the templates that make prompts of them, and what of it is learnt. */
package io.github.fttp.mllm.data;
