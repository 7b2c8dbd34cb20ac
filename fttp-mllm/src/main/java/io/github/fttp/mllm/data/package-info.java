/** Conversations about images in the layouts that are common, the templates that make prompts of them, and what of it is learnt. */
package io.github.fttp.mllm.data;
