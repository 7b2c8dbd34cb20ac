package io.github.fttp.mllm.model;

import io.github.fttp.mllm.data.PreparedImage;

/**
 * Sizes of an image encoder, of which a forecast of memory is made.
 *
 * @param patch values of a patch in a prepared image
 * @param layers of the encoder
 * @param width of its states
 * @param inner width of the feed-forward part's inside
 * @param features values that {@link VisionLanguageModel#encode} gives for a patch
 */
public record EncoderSizes(int patch, int layers, int width, int inner, int features) {
    long patches(PreparedImage image) {
        return image.pixels().length / patch;
    }
}
