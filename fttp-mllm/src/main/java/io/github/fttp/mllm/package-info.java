/**
 * The seam between families of vision-language models and what is done with them: {@link
 * io.github.fttp.mllm.VisionLanguageModel} in memory, {@link io.github.fttp.mllm.VisionLanguageFolder} on disk. A family is a
 * package beneath, such as {@link io.github.fttp.mllm.llava}, and brings its facade along.
 */
package io.github.fttp.mllm;
