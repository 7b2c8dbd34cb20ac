/** The drawn world for a LLaVA: its conversations, the pretraining of a small one, and the one that comes along. */
package io.github.fttp.mllm.conceptworld;
