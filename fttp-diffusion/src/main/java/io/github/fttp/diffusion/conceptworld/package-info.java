/** The drawn world for a Stable Diffusion: the pretraining of a small one, and the one that comes along. */
package io.github.fttp.diffusion.conceptworld;
