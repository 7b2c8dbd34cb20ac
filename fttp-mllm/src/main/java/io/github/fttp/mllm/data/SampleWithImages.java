package io.github.fttp.mllm.data;

import io.github.fttp.core.image.Decoding;
import io.github.fttp.core.image.ImageProcessor;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.io.BadData;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A sample with its images as the image encoder takes them.
 *
 * @param pixels one {@code [3, S, S]} an image, in the order of their tokens
 */
public record SampleWithImages(EncodedSample text, List<float[]> pixels) {
    private static final Logger LOG = LoggerFactory.getLogger(SampleWithImages.class);

    public SampleWithImages {
        if (pixels.size() != text.images().size()) {
            throw new IllegalArgumentException(
                    pixels.size() + " images for " + text.images().size() + " places");
        }
        pixels = List.copyOf(pixels);
    }

    /**
     * Reads and prepares the images of samples, each file once; see {@link #pixels}.
     *
     * @throws BadData naming the image that cannot be read
     */
    public static List<SampleWithImages> read(List<EncodedSample> samples, ImageProcessor processor, Decoding how) {
        Map<Path, float[]> prepared = new HashMap<>();
        List<SampleWithImages> withImages = new ArrayList<>();
        for (EncodedSample sample : samples) {
            List<float[]> pixels = new ArrayList<>();
            for (Path file : sample.images()) {
                pixels.add(prepared.computeIfAbsent(file, each -> pixels(each, processor, how)));
            }
            withImages.add(new SampleWithImages(sample, pixels));
        }
        return withImages;
    }

    /**
     * Prepares an image for the image encoder. One that declares an orientation and is not turned by it is logged as a warning:
     * LLaVA's own code reads images as they are stored, so that a photo may lie on its side.
     *
     * @param how {@link Decoding#REFERENCE} as LLaVA's own code does, or that upright
     * @throws BadData when it cannot be read
     */
    public static float[] pixels(Path image, ImageProcessor processor, Decoding how) {
        byte[] bytes = Images.bytes(image);
        float[] pixels = processor.process(Images.decode(image, bytes, how));
        int orientation = Images.orientation(image, bytes);
        if (orientation != 1 && how.orientation() == Decoding.Orientation.AS_STORED) {
            LOG.warn(
                    "{}: is shown turned by viewers (EXIF orientation {}), but read as it is stored, as LLaVA's own code"
                            + " does; reading it upright turns it",
                    image,
                    orientation);
        }
        return pixels;
    }
}
