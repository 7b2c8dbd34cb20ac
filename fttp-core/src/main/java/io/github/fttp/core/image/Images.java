package io.github.fttp.core.image;

import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.LfsPointer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Image files: PNG, JPEG (also progressive, gray and CMYK), GIF (first frame), BMP and WebP, told apart by content and
 * not by name, read as Pillow's {@code Image.open(file).convert("RGB")} reads them: alpha is dropped without blending,
 * colour profiles and gamma are not applied.
 */
public final class Images {
    private static final Logger LOG = LoggerFactory.getLogger(Images.class);
    private static final long MAX_BYTES = 1 << 29;
    /** Above what any of the formats can reach but WebP: PNG of one bit a pixel, 8 times deflate's 1032. */
    private static final long MAX_PIXELS_A_BYTE = 9000;
    /** Pixels that can be decoded from a few bytes within 256 MiB, whatever the format. */
    private static final long SMALL = 1 << 24;
    /** Pixels that a byte of a larger image may stand for: deflate's most, where a pixel is a byte. */
    private static final long MAX_PIXELS_A_BYTE_OF_LARGE = 1032;

    private Images() {}

    /** Reads as the reference pipelines do, see {@link Decoding#REFERENCE}. */
    public static Image read(Path file) {
        return read(file, Decoding.REFERENCE);
    }

    /**
     * Reads an image.
     *
     * @throws BadData when there is no such file, it is of none of the formats, damaged, truncated (unless that is
     *     tolerated), or declares more than 178,956,970 pixels or more than its bytes can hold; the message names the
     *     file and what is wrong with it. A JPEG that is damaged within but has its end is read, as Pillow does, and
     *     logged as a warning
     */
    public static Image read(Path file, Decoding how) {
        return decode(file, bytes(file), how);
    }

    /**
     * Decodes bytes that came otherwise, such as those within an annotation.
     *
     * @param where they are from, for messages
     */
    public static Image decode(Object where, byte[] bytes, Decoding how) {
        try {
            return decoded(where, bytes, how);
        } catch (Unreadable e) {
            throw new BadData(where, e.getMessage(), e);
        }
    }

    /**
     * The orientation that a JPEG, PNG or WebP declares, as Pillow's {@code exif_transpose} finds it: by EXIF, else by XMP.
     *
     * @return from 1 (as it is stored) to 8; 1 where nothing is declared, and for other formats
     * @throws BadData when the file cannot be read or is damaged before its image data
     */
    public static int orientation(Path file) {
        return orientation(file, bytes(file));
    }

    /**
     * Reads the orientation of bytes that came otherwise.
     *
     * @param where they are from, for messages
     */
    public static int orientation(Object where, byte[] bytes) {
        try {
            if (isPng(bytes)) return Png.header(bytes).orientation();
            if (isJpeg(bytes)) return JpegSegments.of(bytes).orientation();
            return isWebP(bytes) ? WebP.source(bytes).orientation() : 1;
        } catch (Unreadable e) {
            throw new BadData(where, e.getMessage(), e);
        }
    }

    /**
     * Turns and mirrors an image from as it is stored to as it is shown.
     *
     * @param orientation as {@link #orientation(Path)} gives it, from 1 to 8; from 5 on width and height change places
     */
    public static Image upright(Image stored, int orientation) {
        if (orientation < 1 || orientation > 8) {
            throw new IllegalArgumentException("an orientation is from 1 to 8, was " + orientation);
        }
        return Exif.upright(stored, orientation);
    }

    /** Writes an 8-bit RGB PNG, atomically. */
    public static void writePng(Image image, Path file) {
        writePng(image, file, Map.of());
    }

    /**
     * Writes a PNG with text in it (chunks iTXt, which Pillow shows as {@code info}).
     *
     * @param text keywords, 1 to 79 Latin characters, with their texts
     */
    public static void writePng(Image image, Path file, Map<String, String> text) {
        AtomicFiles.write(file, Png.encode(image, text));
    }

    /** The bytes of an 8-bit RGB PNG. */
    public static byte[] png(Image image) {
        return Png.encode(image, Map.of());
    }

    /** Reads the bytes of an image's file, to be decoded and asked for its orientation.
     *
     * @throws BadData if it cannot be read or is far too large for an image
     */
    public static byte[] bytes(Path file) {
        try {
            if (Files.isDirectory(file)) {
                throw new BadData(file, "is a folder, expected an image");
            }
            long size = Files.size(file);
            if (size > MAX_BYTES) {
                throw new BadData(file, "has " + size + " bytes, expected an image of at most " + MAX_BYTES);
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new BadData(file, e);
        }
    }

    private static Image decoded(Object where, byte[] bytes, Decoding how) throws Unreadable {
        if (bytes.length == 0) {
            throw new Unreadable("is empty, expected an image");
        }
        if (isPng(bytes)) {
            Png.Header header = Png.header(bytes);
            checkSize(bytes, header.width(), header.height());
            return oriented(Png.decode(bytes, header, how), header.orientation(), how);
        }
        if (isJpeg(bytes)) {
            JpegSegments jpeg = JpegSegments.of(bytes);
            checkSize(bytes, jpeg.width(), jpeg.height());
            return oriented(
                    Jpeg.decode(jpeg, how.tolerates(), what -> LOG.warn("{}: {}", where, what)),
                    jpeg.orientation(),
                    how);
        }
        if (startsWith(bytes, 0, "GIF87a") || startsWith(bytes, 0, "GIF89a")) {
            Gif gif = new Gif(bytes);
            checkSize(bytes, gif.size()[0], gif.size()[1]);
            return gif.decode(how.tolerates());
        }
        if (startsWith(bytes, 0, "BM")) {
            Bmp.Header header = Bmp.header(bytes);
            checkSize(bytes, header.width(), header.height());
            return Bmp.decode(bytes, header);
        }
        if (isWebP(bytes)) {
            WebP.Source source = WebP.source(bytes);
            return oriented(WebP.decode(source), source.orientation(), how);
        }
        if (LfsPointer.is(bytes)) throw new Unreadable(LfsPointer.REFUSAL);
        throw new Unreadable("is not an image in PNG, JPEG, GIF, BMP or WebP: it begins with " + start(bytes));
    }

    static boolean isPng(byte[] bytes) {
        return startsWith(bytes, 0, "\u0089PNG\r\n\u001a\n");
    }

    private static boolean isJpeg(byte[] bytes) {
        return startsWith(bytes, 0, "\u00ff\u00d8\u00ff");
    }

    private static boolean isWebP(byte[] bytes) {
        return startsWith(bytes, 0, "RIFF") && startsWith(bytes, 8, "WEBP");
    }

    static void checkSize(byte[] bytes, long width, long height) throws Unreadable {
        Unreadable.unlessReasonable(width, height);
        long most = width * height <= SMALL ? MAX_PIXELS_A_BYTE : MAX_PIXELS_A_BYTE_OF_LARGE;
        if (width * height > most * bytes.length) {
            throw new Unreadable("declares " + width + " x " + height + " pixels, more than its " + bytes.length
                    + " bytes can hold");
        }
    }

    private static Image oriented(Image stored, int orientation, Decoding how) {
        return how.orientation() == Decoding.Orientation.UPRIGHT ? Exif.upright(stored, orientation) : stored;
    }

    private static boolean startsWith(byte[] bytes, int at, String mark) {
        byte[] expected = mark.getBytes(StandardCharsets.ISO_8859_1);
        return bytes.length >= at + expected.length
                && Arrays.equals(bytes, at, at + expected.length, expected, 0, expected.length);
    }

    /** The first bytes as text where they are that, else in hexadecimal. */
    private static String start(byte[] bytes) {
        byte[] start = Arrays.copyOf(bytes, Math.min(12, bytes.length));
        StringBuilder hex = new StringBuilder();
        boolean text = true;
        for (byte b : start) {
            text &= b >= 0x20 && b < 0x7F;
            hex.append("%02x ".formatted(b));
        }
        return text
                ? '"' + new String(start, StandardCharsets.US_ASCII) + '"'
                : "the bytes " + hex.toString().strip();
    }
}
