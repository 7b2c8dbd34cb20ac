/** Edits of a U-Net's weights in closed form: nothing trains. */
package io.github.fttp.diffusion.edit;
