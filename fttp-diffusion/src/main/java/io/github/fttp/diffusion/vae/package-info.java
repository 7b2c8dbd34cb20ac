/** From images to latent ones and back. */
package io.github.fttp.diffusion.vae;
