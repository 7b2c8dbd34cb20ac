/**
 * The parts that Qwen2.5-VL and Qwen3-VL share: patches in blocks, attention within stretches of them, positions with three
 * coordinates, images that keep their proportions, the chat template. Each family brings its image encoder.
 */
package io.github.fttp.mllm.qwen;
