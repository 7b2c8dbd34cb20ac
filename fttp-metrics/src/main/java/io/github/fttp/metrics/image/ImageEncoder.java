package io.github.fttp.metrics.image;

import io.github.fttp.core.Parts;
import io.github.fttp.core.image.Image;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A network that makes features of images, to compare sets of images by: Inception, CLIP, the judge of the drawn world. */
@FunctionalInterface
public interface ImageEncoder {
    /** Images that are in memory at the same time, of a folder. */
    int TOGETHER = 16;

    /** Features, a row of the same length for each image. */
    double[][] features(List<Image> images);

    /**
     * Computes the features of images that are read when their turn comes: those of a whole folder need not fit into memory.
     *
     * @param read one of these as an image
     */
    default <T> double[][] features(List<T> images, Function<T, Image> read) {
        List<double[]> rows = new ArrayList<>();
        for (List<T> part : Parts.of(images, TOGETHER)) {
            rows.addAll(List.of(features(part.stream().map(read).toList())));
        }
        return rows.toArray(double[][]::new);
    }
}
