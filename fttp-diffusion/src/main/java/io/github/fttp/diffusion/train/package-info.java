/** Stable Diffusion in the loop: samples of latent images, and what a step makes of them. */
package io.github.fttp.diffusion.train;
