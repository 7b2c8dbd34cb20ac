package io.github.fttp.core.mask;

import io.github.fttp.core.image.Geometry;

/** Where the cells of a latent lie on an image. */
public enum LatentAlignment {
    /** On what the encoder sees. */
    ALIGNED,
    /** On the whole image, as the authors' code has it, even where the image is cropped. */
    DIRECT;

    /**
     * The grid of an image.
     *
     * @param geometry the way of the image to what the encoder sees
     * @param cells of the latent, a side
     */
    public LatentGrid grid(Geometry geometry, int cells) {
        return this == ALIGNED ? LatentGrid.aligned(geometry, cells, cells) : LatentGrid.direct(cells, cells);
    }
}
