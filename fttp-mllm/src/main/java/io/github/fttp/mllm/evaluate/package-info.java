/** A vision-language model as a subject of metrics: questions with their images, answers, and readings of answers. */
package io.github.fttp.mllm.evaluate;
