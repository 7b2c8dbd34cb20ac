package io.github.fttp.core.image;

/** A fault in the bytes of an image, without its path: {@link Images} makes a {@code BadData} of it. */
final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    Unreadable(String what) {
        super(what);
    }

    Unreadable(String what, Throwable cause) {
        super(what, cause);
    }

    /** Refuses sizes that are not an image's before anything is allocated for them. */
    static void unlessReasonable(long width, long height) throws Unreadable {
        if (width < 1 || height < 1) {
            throw new Unreadable("declares " + width + " x " + height + " pixels, expected at least 1 x 1");
        }
        // Both are below 2^32 as files have them: the product cannot overflow as a quotient.
        if (width > Image.MAX_PIXELS / height) {
            throw new Unreadable("declares " + width + " x " + height + " pixels, expected at most " + Image.MAX_PIXELS
                    + " in all (a decompression bomb?)");
        }
    }
}
