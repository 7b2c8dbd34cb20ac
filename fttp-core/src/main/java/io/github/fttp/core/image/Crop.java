package io.github.fttp.core.image;

/** The part that is cut out of the resized image. */
public sealed interface Crop {
    /** Nothing is cut off. */
    record None() implements Crop {}

    /** The middle; where the image is smaller than that, black is added around it. */
    record Centre(int height, int width, Rounding rounding) implements Crop {
        public Centre {
            if (height < 1 || width < 1) {
                throw new IllegalArgumentException(
                        "a crop has at least 1 x 1 pixels, asked for " + height + " x " + width + " (height x width)");
            }
        }
    }

    /** Where the middle begins when an odd number of pixels is cut off. */
    enum Rounding {
        /** {@code floor((size - crop) / 2)}: Hugging Face's {@code center_crop}. */
        DOWN {
            @Override
            long half(long excess) {
                return Math.floorDiv(excess, 2L);
            }
        },
        /** {@code round((size - crop) / 2)}, halves to the even neighbour: torchvision's {@code CenterCrop}. */
        HALF_EVEN {
            @Override
            long half(long excess) {
                return (long) Math.rint(excess / 2.0);
            }
        };

        abstract long half(long excess);
    }
}
