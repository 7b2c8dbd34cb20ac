/** A Stable Diffusion put together of its parts: read, used, written. */
package io.github.fttp.diffusion.pipeline;
