/** Stable Diffusion 1.x, 2.x and XL: the image side of the library. */
package io.github.fttp.diffusion;
