package io.github.fttp.diffusion.data;

import io.github.fttp.core.image.Geometry;
import io.github.fttp.core.image.ImageProcessor;

/** How an image comes to the square that the model trains at. */
public enum Fit {
    /** The shorter side to the size, then the middle. */
    CROP {
        @Override
        public ImageProcessor processor(int size) {
            return ImageProcessor.stableDiffusion(size);
        }
    },
    /** All of it, in the middle of a grey square. */
    PAD {
        @Override
        public ImageProcessor processor(int size) {
            return ImageProcessor.stableDiffusion(size).paddedToSquare();
        }
    },
    /** All of it, whatever its proportions. */
    STRETCH {
        @Override
        public ImageProcessor processor(int size) {
            return ImageProcessor.stableDiffusion(size).through(Geometry.exactly(size, size));
        }
    };

    /** The way to a square of this side, pixels. */
    public abstract ImageProcessor processor(int size);
}
