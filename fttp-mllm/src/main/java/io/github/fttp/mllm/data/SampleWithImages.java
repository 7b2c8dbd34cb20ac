package io.github.fttp.mllm.data;

import io.github.fttp.core.image.Decoding;
import io.github.fttp.core.image.Image;
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
 * @param images in the order of their tokens
 */
public record SampleWithImages(EncodedSample text, List<PreparedImage> images) {
    private static final Logger LOG = LoggerFactory.getLogger(SampleWithImages.class);

    public SampleWithImages {
        if (images.size() != text.images().size()) {
            throw new IllegalArgumentException(
                    images.size() + " images for " + text.images().size() + " places");
        }
        images = List.copyOf(images);
    }

    /**
     * Reads and prepares the images of samples, each file once; see {@link #image}.
     *
     * @throws BadData naming the image that cannot be read
     */
    public static List<SampleWithImages> read(List<EncodedSample> samples, ImagePreparation preparation, Decoding how) {
        Map<Path, PreparedImage> prepared = new HashMap<>();
        List<SampleWithImages> withImages = new ArrayList<>();
        for (EncodedSample sample : samples) {
            List<PreparedImage> images = new ArrayList<>();
            for (Path file : sample.images()) {
                images.add(prepared.computeIfAbsent(file, each -> image(each, preparation, how)));
            }
            withImages.add(new SampleWithImages(sample, images));
        }
        return withImages;
    }

    /**
     * Prepares an image for the image encoder. One that declares an orientation and is not turned by it is logged as a warning:
     * LLaVA's own code reads images as they are stored, so that a photo may lie on its side.
     *
     * @param how {@link Decoding#REFERENCE} as LLaVA's own code does, or that upright
     * @throws BadData when it cannot be read, or is of a shape that the model does not take
     */
    public static PreparedImage image(Path image, ImagePreparation preparation, Decoding how) {
        byte[] bytes = Images.bytes(image);
        Image decoded = Images.decode(image, bytes, how);
        PreparedImage prepared;
        try {
            prepared = preparation.prepare(decoded);
        } catch (BadData e) {
            throw new BadData(image, "cannot be shown to the model: " + e.getMessage(), e);
        }
        int orientation = Images.orientation(image, bytes);
        if (orientation != 1 && how.orientation() == Decoding.Orientation.AS_STORED) {
            LOG.warn(
                    "{}: is shown turned by viewers (EXIF orientation {}), but read as it is stored, as LLaVA's own code"
                            + " does; reading it upright turns it",
                    image,
                    orientation);
        }
        return prepared;
    }
}
