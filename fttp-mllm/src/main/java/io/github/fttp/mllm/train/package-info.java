/** A vision-language model in the loop: batches of conversations, the losses of their labels, what of the model trains. */
package io.github.fttp.mllm.train;
