/**
 * A Stable Diffusion as a subject of metrics: images that it draws, errors of the noise that it finds, where it shows a
 * concept.
 */
package io.github.fttp.diffusion.evaluate;
