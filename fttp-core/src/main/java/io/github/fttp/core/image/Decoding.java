package io.github.fttp.core.image;

/**
 * How a file's samples become a {@link Image}, where there is a choice.
 *
 * @param orientation what becomes of the EXIF orientation
 * @param gray16 what becomes of 16-bit gray
 * @param truncation what becomes of a file that ends too early
 */
public record Decoding(Orientation orientation, Gray16 gray16, Truncation truncation) {
    /** Treatments of the EXIF orientation, which cameras write instead of turning the samples. */
    public enum Orientation {
        /** Ignored: the samples as they are stored. */
        AS_STORED,
        /** Applied: the image as viewers show it (Pillow's {@code ImageOps.exif_transpose}). */
        UPRIGHT
    }

    /** Treatments of gray samples of 16 bits. */
    public enum Gray16 {
        /** {@code min(255, v)}, which is what Pillow's {@code convert("RGB")} does: nearly everything turns white. */
        CLIPPED,
        /** {@code v >> 8}, as is done with 16-bit colour. */
        HIGH_BYTE
    }

    /** Treatments of a JPEG, PNG or GIF that ends before its last row. */
    public enum Truncation {
        /** An error. */
        REFUSED,
        /** Fills what is missing with gray (JPEG) or black (Pillow's {@code LOAD_TRUNCATED_IMAGES}). */
        TOLERATED
    }

    /**
     * As the reference pipelines decode, CLIPImageProcessor's and LLaVA's: {@code Image.open(f).convert("RGB")}, nothing
     * more. They ignore the EXIF orientation, and models were trained on images read that way.
     */
    public static final Decoding REFERENCE = new Decoding(Orientation.AS_STORED, Gray16.CLIPPED, Truncation.REFUSED);

    /** Applies the EXIF orientation. */
    public Decoding upright() {
        return new Decoding(Orientation.UPRIGHT, gray16, truncation);
    }

    /** Decodes to the samples as they are stored, whatever orientation is declared. */
    public Decoding asStored() {
        return new Decoding(Orientation.AS_STORED, gray16, truncation);
    }

    /** Takes the high byte of 16-bit gray. */
    public Decoding highByte() {
        return new Decoding(orientation, Gray16.HIGH_BYTE, truncation);
    }

    /** Takes what there is of a truncated file. */
    public Decoding tolerant() {
        return new Decoding(orientation, gray16, Truncation.TOLERATED);
    }

    boolean tolerates() {
        return truncation == Truncation.TOLERATED;
    }
}
