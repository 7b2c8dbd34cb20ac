/** LLaVA 1.6: LLaVA's parts on an image and its tiles. */
package io.github.fttp.mllm.llavanext;
