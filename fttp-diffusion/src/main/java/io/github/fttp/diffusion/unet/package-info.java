/** The network that predicts the noise in a latent image. */
package io.github.fttp.diffusion.unet;
