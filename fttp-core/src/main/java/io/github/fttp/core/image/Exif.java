package io.github.fttp.core.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The orientation in an EXIF block, and what it means. */
final class Exif {
    private static final int ORIENTATION = 0x0112;
    private static final int SHORT = 3;
    private static final int LONG = 4;

    private Exif() {}

    /** From 1 (as it should be) to 8; 1 where the block is empty, damaged or says nothing: a label is not the picture. */
    static int orientation(byte[] tiff) {
        if (tiff.length < 8 || tiff[0] != tiff[1] || tiff[0] != 'I' && tiff[0] != 'M') {
            return 1;
        }
        ByteBuffer in = ByteBuffer.wrap(tiff).order(tiff[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        long directory = Integer.toUnsignedLong(in.getInt(4));
        if (directory + 2 > tiff.length) {
            return 1;
        }
        int entries = Short.toUnsignedInt(in.getShort((int) directory));
        for (int i = 0; i < entries && directory + 2 + 12L * (i + 1) <= tiff.length; i++) {
            int entry = (int) directory + 2 + 12 * i;
            if (Short.toUnsignedInt(in.getShort(entry)) == ORIENTATION) {
                int type = in.getShort(entry + 2);
                int value = type == SHORT ? in.getShort(entry + 8) : type == LONG ? in.getInt(entry + 8) : 1;
                return value >= 1 && value <= 8 ? value : 1;
            }
        }
        return 1;
    }

    /** Turns and mirrors the stored samples so that the picture stands upright. */
    static Picture upright(Picture stored, int orientation) {
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
        return new Picture(width, height, to);
    }
}
