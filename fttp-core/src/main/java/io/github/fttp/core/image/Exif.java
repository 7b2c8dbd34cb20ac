package io.github.fttp.core.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The orientation in an EXIF block, and what it means. */
final class Exif {
    private static final int ORIENTATION = 0x0112;
    private static final int SHORT = 3;
    private static final int LONG = 4;
    private static final int NONE = -1;
    private static final Pattern IN_XMP = Pattern.compile("tiff:Orientation(?:=\"|>)([0-9])");

    private Exif() {}

    /**
     * From 1 (as it should be) to 8, as Pillow's {@code exif_transpose} finds it: by EXIF, else by XMP. 1 where both are
     * empty, damaged or say nothing: a label is not the image.
     *
     * @param exif a TIFF structure, with or without {@code Exif\0\0} before it; empty where there is none
     * @param xmp XML, empty where there is none
     */
    static int orientation(byte[] exif, byte[] xmp) {
        int found = tag(exif);
        if (found == NONE) {
            Matcher match = IN_XMP.matcher(new String(xmp, StandardCharsets.ISO_8859_1));
            if (match.find()) {
                found = match.group(1).charAt(0) - '0';
            }
        }
        return found >= 1 && found <= 8 ? found : 1;
    }

    /** The value of the orientation's entry, whatever it is. */
    private static int tag(byte[] exif) {
        boolean prefixed = exif.length > 6 && exif[0] == 'E' && exif[1] == 'x';
        byte[] tiff = prefixed ? Arrays.copyOfRange(exif, 6, exif.length) : exif;
        if (tiff.length < 8 || tiff[0] != tiff[1] || tiff[0] != 'I' && tiff[0] != 'M') {
            return NONE;
        }
        ByteBuffer in = ByteBuffer.wrap(tiff).order(tiff[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        long directory = Integer.toUnsignedLong(in.getInt(4));
        if (directory + 2 > tiff.length) {
            return NONE;
        }
        int entries = Short.toUnsignedInt(in.getShort((int) directory));
        for (int i = 0; i < entries && directory + 2 + 12L * (i + 1) <= tiff.length; i++) {
            int entry = (int) directory + 2 + 12 * i;
            if (Short.toUnsignedInt(in.getShort(entry)) == ORIENTATION) {
                return switch (in.getShort(entry + 2)) {
                    case SHORT -> Short.toUnsignedInt(in.getShort(entry + 8));
                    case LONG -> in.getInt(entry + 8);
                    default -> NONE;
                };
            }
        }
        return NONE;
    }

    /** Turns and mirrors the stored samples so that the image stands upright. */
    static Image upright(Image stored, int orientation) {
        if (orientation == 1) {
            return stored;
        }
        boolean turned = orientation >= 5;
        int width = turned ? stored.height() : stored.width();
        int height = turned ? stored.width() : stored.height();
        byte[] from = stored.samples();
        byte[] to = new byte[from.length];
        for (int y = 0, o = 0; y < height; y++) {
            for (int x = 0; x < width; x++, o += 3) {
                int right = width - 1 - x;
                int down = height - 1 - y;
                int at =
                        switch (orientation) {
                            case 2 -> y * width + right;
                            case 3 -> down * width + right;
                            case 4 -> down * width + x;
                            case 5 -> x * height + y;
                            case 6 -> right * height + y;
                            case 7 -> right * height + down;
                            default -> x * height + down;
                        };
                System.arraycopy(from, 3 * at, to, o, 3);
            }
        }
        return new Image(width, height, to);
    }
}
