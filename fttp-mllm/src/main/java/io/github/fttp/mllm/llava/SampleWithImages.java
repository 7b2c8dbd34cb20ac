package io.github.fttp.mllm.llava;

import io.github.fttp.mllm.data.EncodedSample;
import java.util.List;

/**
 * A sample with its images as the vision tower takes them.
 *
 * @param pixels one {@code [3, S, S]} an image, in the order of their tokens
 */
public record SampleWithImages(EncodedSample text, List<float[]> pixels) {
    public SampleWithImages {
        if (pixels.size() != text.images().size()) {
            throw new IllegalArgumentException(
                    pixels.size() + " images for " + text.images().size() + " places");
        }
        pixels = List.copyOf(pixels);
    }
}
