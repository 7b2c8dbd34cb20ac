/** The facade that a user opens: {@link io.github.fttp.mllm.VisionLanguage}, a vision-language model of any family. */
package io.github.fttp.mllm;
