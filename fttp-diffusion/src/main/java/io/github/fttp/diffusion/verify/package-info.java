/** Reference cases of Stable Diffusion. */
package io.github.fttp.diffusion.verify;
