/**
 * Where the concept is: {@link io.github.fttp.core.mask.ElementMask} for both modalities, and the ways to get one.
 *
 * <p>In texts: names ({@link io.github.fttp.core.mask.Concept}) to tokens. In images: drawn shapes
 * ({@link io.github.fttp.core.mask.LabelmeFile}), images of masks ({@link io.github.fttp.core.mask.MaskImages}) or a
 * map with a threshold to pixels ({@link io.github.fttp.core.mask.PixelMask}), which
 * {@link io.github.fttp.core.mask.ImageMasks} finds for the images of a folder; and pixels through
 * {@link io.github.fttp.core.mask.LatentGrid} to what each latent cell carries
 * ({@link io.github.fttp.core.mask.LatentMask}).
 */
package io.github.fttp.core.mask;
