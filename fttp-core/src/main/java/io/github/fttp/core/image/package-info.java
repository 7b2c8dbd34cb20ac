/**
 * Images as Pillow has them: decoding to 8-bit RGB ({@link io.github.fttp.core.image.Images}), its antialiased
 * resizing ({@link io.github.fttp.core.image.Resampling}), and the way from a photo to the numbers a vision tower eats
 * ({@link io.github.fttp.core.image.ImageProcessor}). Nothing here knows about tensors or models.
 *
 * <p>One class a file format, package-private. What the JDK decodes as Pillow does is left to the JDK (PNG, BMP, the
 * entropy coding and the cosine transform of JPEG), WebP to libwebp; our own are the rules about which bytes reach
 * those decoders and how their samples become RGB, and GIF.
 */
package io.github.fttp.core.image;
