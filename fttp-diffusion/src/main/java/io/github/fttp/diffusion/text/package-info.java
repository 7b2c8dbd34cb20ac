/**
 * The text side of Stable Diffusion: {@link io.github.fttp.diffusion.text.ClipTokenizer} cuts prompts into ids, {@link
 * io.github.fttp.diffusion.text.ClipTextModel} turns ids into the states that a U-Net attends to. What a U-Net does with
 * them does not live here.
 */
package io.github.fttp.diffusion.text;
