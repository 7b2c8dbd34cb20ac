package io.github.fttp.core.image;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The segments of a JPEG before its first scan: what the decoder needs of them, and the file without those it must not
 * see. Colour profiles would be applied (and broken ones refused) by the JDK's decoder, which Pillow does not do; of the
 * other application segments and comments none is needed to decode the samples, and many in the wild are malformed.
 *
 * @param width from the frame header
 * @param height from the frame header
 * @param components 1, 3 or 4
 * @param colour how the samples encode colour
 * @param orientation by EXIF, else by XMP, from 1 to 8
 * @param stripped the same JPEG without application segments and comments
 */
record JpegSegments(int width, int height, int components, Colour colour, int orientation, byte[] stripped) {
    private static final String XMP = "http://ns.adobe.com/xap/1.0/\0";
    private static final int START = 0xD8;
    private static final int END = 0xD9;
    private static final int SCAN = 0xDA;
    private static final int COMMENT = 0xFE;

    /** Meanings of the components. */
    enum Colour {
        GRAY,
        RGB,
        YCC,
        CMYK,
        /** YCC of the inverted cyan, magenta and yellow, and black. */
        YCCK
    }

    static JpegSegments of(byte[] file) throws Unreadable {
        ByteArrayOutputStream stripped = new ByteArrayOutputStream(file.length);
        stripped.write(0xFF);
        stripped.write(START);
        byte[] frame = {};
        byte[] exif = {};
        byte[] xmp = {};
        boolean jfif = false;
        int adobe = -1;
        int at = 2;
        while (true) {
            at = marker(file, at);
            int marker = file[at - 1] & 0xFF;
            if (marker == SCAN) {
                stripped.write(0xFF);
                stripped.write(file, at - 1, file.length - at + 1);
                break;
            }
            if (marker == END) {
                throw new Unreadable("ends before its first scan");
            }
            if (marker == START || marker == 0x01 || marker >= 0xD0 && marker <= 0xD7) {
                continue;
            }
            int left = file.length - at;
            int length = left >= 2 ? unsigned16(file, at) : 2;
            if (length < 2 || length > left) {
                throw new Unreadable(
                        "is truncated or damaged: its segment 0x%02X at byte %s declares %s bytes, %s are left"
                                .formatted(marker, at - 2, length, left));
            }
            byte[] body = Arrays.copyOfRange(file, at + 2, at + length);
            if (marker == 0xE0) {
                jfif |= startsWith(body, "JFIF\0");
            } else if (marker == 0xE1 && exif.length == 0 && startsWith(body, "Exif\0\0")) {
                exif = Arrays.copyOfRange(body, 6, body.length);
            } else if (marker == 0xE1 && xmp.length == 0 && startsWith(body, XMP)) {
                xmp = Arrays.copyOfRange(body, XMP.length(), body.length);
            } else if (marker == 0xEE && body.length >= 12 && startsWith(body, "Adobe")) {
                adobe = body[11] & 0xFF;
            } else if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC) {
                frame = body;
            }
            if ((marker < 0xE0 || marker > 0xEF) && marker != COMMENT) {
                stripped.write(0xFF);
                stripped.write(file, at - 1, length + 1);
            }
            at += length;
        }
        return describe(frame, jfif, adobe, Exif.orientation(exif, xmp), stripped.toByteArray());
    }

    /** The position behind the next marker; what lies before it, and fill bytes, is skipped as libjpeg does. */
    private static int marker(byte[] file, int from) throws Unreadable {
        for (int at = from; at + 1 < file.length; at++) {
            int next = file[at + 1] & 0xFF;
            if ((file[at] & 0xFF) == 0xFF && next != 0xFF && next != 0) {
                return at + 2;
            }
        }
        throw new Unreadable("ends after " + file.length + " bytes, before its first scan");
    }

    private static JpegSegments describe(byte[] frame, boolean jfif, int adobe, int orientation, byte[] stripped)
            throws Unreadable {
        if (frame.length < 6 || frame.length < 6 + 3 * frame[5]) {
            throw new Unreadable("has no whole frame header before its first scan");
        }
        if (frame[0] != 8) {
            throw new Unreadable("has samples of " + frame[0] + " bits, expected 8");
        }
        int height = unsigned16(frame, 1);
        int width = unsigned16(frame, 3);
        int components = frame[5];
        Colour colour =
                switch (components) {
                    case 1 -> Colour.GRAY;
                    case 3 -> threeComponents(frame, jfif, adobe);
                    case 4 -> adobe == -1 || adobe == 0 ? Colour.CMYK : Colour.YCCK;
                    default -> throw new Unreadable("has " + components + " components, expected 1, 3 or 4");
                };
        return new JpegSegments(width, height, components, colour, orientation, stripped);
    }

    /** libjpeg's rule: JFIF is YCC, Adobe says what it is, and else only the component names R, G, B mean RGB. */
    private static Colour threeComponents(byte[] frame, boolean jfif, int adobe) {
        boolean namedRgb = frame[6] == 'R' && frame[9] == 'G' && frame[12] == 'B';
        boolean rgb = !jfif && (adobe == -1 ? namedRgb : adobe == 0);
        return rgb ? Colour.RGB : Colour.YCC;
    }

    private static boolean startsWith(byte[] bytes, String start) {
        byte[] expected = start.getBytes(StandardCharsets.ISO_8859_1);
        return bytes.length >= expected.length
                && Arrays.equals(bytes, 0, expected.length, expected, 0, expected.length);
    }

    private static int unsigned16(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
    }
}
