/**
 * The seam between families of vision-language models and what is done with them: {@link
 * io.github.fttp.mllm.model.VisionLanguageModel} in memory, {@link io.github.fttp.mllm.model.VisionLanguageFolder} on disk. A
 * family is a package beneath, such as {@link io.github.fttp.mllm.llava}, and is found by {@link
 * io.github.fttp.mllm.model.VisionLanguageFamilies}.
 */
package io.github.fttp.mllm.model;
