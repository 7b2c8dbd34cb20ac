package io.github.fttp.mllm.data;

import io.github.fttp.core.image.Image;

/** How a family's images become what its image encoder takes. */
public interface ImagePreparation {
    /**
     * Prepares one.
     *
     * @throws io.github.fttp.core.io.BadData if its size is one that the encoder can't take
     */
    PreparedImage prepare(Image image);

    /**
     * Prepares images that are first padded to squares.
     *
     * @throws io.github.fttp.core.io.BadData if the family's images aren't brought to squares
     */
    ImagePreparation paddedToSquare();
}
