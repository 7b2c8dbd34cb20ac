/**
 * Methods for diffusion models: losses that pull predictions to other predictions, and edits of a U-Net's weights in closed form.
 * {@link io.github.fttp.core.method.Methods} finds them by {@link io.github.fttp.diffusion.method.ImageMethods}.
 */
package io.github.fttp.diffusion.method;
