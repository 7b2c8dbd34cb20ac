/** Layers that the U-Net and the autoencoder are both made of. */
package io.github.fttp.diffusion.layers;
