/** LLaVA's parts, as their checkpoints name them, and the configurations that say how large they are. */
package io.github.fttp.mllm.llava;
