/** Text from a vision-language model, token by token. */
package io.github.fttp.mllm.generate;
