/** Text from a LLaVA, token by token. */
package io.github.fttp.mllm.generate;
