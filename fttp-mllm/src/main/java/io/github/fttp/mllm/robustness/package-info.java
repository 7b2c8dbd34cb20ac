/** Attacks on a vision-language model that seems to have forgotten: prefixes of tokens in front of questions. */
package io.github.fttp.mllm.robustness;
