/** The network that predicts the noise in a latent picture. */
package io.github.fttp.diffusion.unet;
