package io.github.fttp.mllm.llava;

import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.ImageProcessor;
import io.github.fttp.mllm.data.ImagePreparation;
import io.github.fttp.mllm.data.PreparedImage;

/** LLaVA 1.5's images: each one square of the image encoder, {@code [3, S, S]}. */
public record SquareImages(LlavaConfig config, ImageProcessor processor) implements ImagePreparation {
    @Override
    public PreparedImage prepare(Image image) {
        return config.prepared(processor.process(image));
    }

    @Override
    public ImagePreparation paddedToSquare() {
        return new SquareImages(config, processor.paddedToSquare());
    }
}
