package io.github.fttp.mllm.evaluate;

import io.github.fttp.core.image.Decoding;
import io.github.fttp.core.image.ImageProcessor;
import io.github.fttp.core.image.Images;
import io.github.fttp.metrics.report.Cell;
import java.nio.file.Path;
import java.util.List;

/** The first image of a question, small enough for a table. */
public final class Thumbnail {
    private static final int SIDE = 160;

    private Thumbnail() {}

    /** A cell of the first of them; an empty one where there is none. */
    public static Cell of(List<Path> images, Decoding decoding) {
        if (images.isEmpty()) return Cell.text("");
        Path first = images.get(0);
        return Cell.image(
                ImageProcessor.clip(SIDE).fit(Images.read(first, decoding)),
                first.getFileName().toString());
    }
}
