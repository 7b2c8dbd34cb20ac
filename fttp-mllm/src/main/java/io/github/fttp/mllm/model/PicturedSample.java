package io.github.fttp.mllm.model;

import io.github.fttp.mllm.data.EncodedSample;
import java.util.List;

/**
 * A sample with its pictures as the vision tower takes them.
 *
 * @param pixels one {@code [3, S, S]} a picture, in the order of their tokens
 */
public record PicturedSample(EncodedSample text, List<float[]> pixels) {
    public PicturedSample {
        if (pixels.size() != text.pictures().size()) {
            throw new IllegalArgumentException(
                    pixels.size() + " pictures for " + text.pictures().size() + " places");
        }
        pixels = List.copyOf(pixels);
    }
}
