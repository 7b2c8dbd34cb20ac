package io.github.fttp.metrics.image;

import io.github.fttp.core.image.Image;
import java.util.List;

/** A network that makes features of images, to compare sets of images by: Inception, CLIP, the judge of the drawn world. */
@FunctionalInterface
public interface ImageEncoder {
    /** Features, a row of the same length for each image. */
    double[][] features(List<Image> images);
}
