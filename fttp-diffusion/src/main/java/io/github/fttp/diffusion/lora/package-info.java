/** Low-rank adapters of a U-Net in the layout of diffusers. */
package io.github.fttp.diffusion.lora;
