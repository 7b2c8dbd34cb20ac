/** Stable Diffusion 1.x: the image side of the library. */
package io.github.fttp.diffusion;
