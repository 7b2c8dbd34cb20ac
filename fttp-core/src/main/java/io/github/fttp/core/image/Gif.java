package io.github.fttp.core.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The first frame of a GIF on its logical screen. Our own code: the JDK's decoder gives the frame without the screen,
 * takes codes and endings that are broken for sound, and paints images without a palette in made-up colours.
 *
 * <p>As in Pillow: what the frame does not cover has the transparent colour, or the first one; a frame that reaches
 * beyond the screen enlarges it; without a palette the indices are gray levels.
 */
final class Gif {
    private static final int GRAPHIC_CONTROL = 0xF9;

    private final byte[] file;
    private final ByteBuffer in;
    private final int screenWidth;
    private final int screenHeight;
    /** {@code [256, 3]}; colours that the file does not name are black. */
    private byte[] palette = grayLevels();

    private int background;

    /** Reads up to the first frame's descriptor. */
    Gif(byte[] file) throws Unreadable {
        this.file = file;
        in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).position(6);
        need(7, "its header");
        screenWidth = unsigned16();
        screenHeight = unsigned16();
        int flags = in.get();
        in.position(13);
        readPalette(flags);
        skipToFrame();
    }

    private void skipToFrame() throws Unreadable {
        while (true) {
            need(1, "the search for its first frame");
            int introducer = in.get();
            if (introducer == ',') {
                need(9, "its first frame's descriptor");
                return;
            }
            if (introducer == ';') {
                throw new Unreadable("has no frame");
            }
            if (introducer == '!') {
                need(1, "an extension");
                int label = in.get() & 0xFF;
                int block = in.position();
                for (int length = blockLength("an extension"); length > 0; length = blockLength("an extension")) {
                    in.position(in.position() + length);
                }
                if (label == GRAPHIC_CONTROL && file[block] >= 4 && (file[block + 1] & 1) != 0) {
                    background = file[block + 4] & 0xFF;
                }
            }
        }
    }

    /** Width and height of the screen with the first frame on it. */
    long[] size() {
        int at = in.position();
        return new long[] {
            Math.max(screenWidth, unsigned16(at) + unsigned16(at + 4)),
            Math.max(screenHeight, unsigned16(at + 2) + unsigned16(at + 6))
        };
    }

    Image decode(boolean tolerant) throws Unreadable {
        int screen = (int) size()[0];
        int rows = (int) size()[1];
        int left = unsigned16();
        int top = unsigned16();
        int width = unsigned16();
        int height = unsigned16();
        if (width == 0 || height == 0) {
            throw new Unreadable("has a first frame of " + width + " x " + height + " pixels");
        }
        int flags = in.get();
        readPalette(flags);
        byte[] indices = new byte[width * height];
        int decoded = GifCodes.decode(blocks(tolerant), indices);
        if (decoded < indices.length && !tolerant) {
            throw new Unreadable(
                    "is truncated: its image data end after " + decoded + " of " + indices.length + " pixels");
        }
        byte[] rgb = new byte[3 * screen * rows];
        for (int o = 0; o < rgb.length; o += 3) {
            System.arraycopy(palette, 3 * background, rgb, o, 3);
        }
        int[] order = order(height, (flags & 0x40) != 0);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width && y * width + x < decoded; x++) {
                int o = 3 * ((top + order[y]) * screen + left + x);
                System.arraycopy(palette, 3 * (indices[y * width + x] & 0xFF), rgb, o, 3);
            }
        }
        return new Image(screen, rows, rgb);
    }

    /** Where the stored rows go: interlaced ones every 8th from 0, every 8th from 4, every 4th from 2, every 2nd from 1. */
    private static int[] order(int height, boolean interlaced) {
        int[] order = new int[height];
        int[][] passes = interlaced ? new int[][] {{0, 8}, {4, 8}, {2, 4}, {1, 2}} : new int[][] {{0, 1}};
        int next = 0;
        for (int[] pass : passes) {
            for (int row = pass[0]; row < height; row += pass[1]) {
                order[next++] = row;
            }
        }
        return order;
    }

    /** The rest of the frame: the code size and the data without their division into blocks. */
    private ByteBuffer blocks(boolean tolerant) throws Unreadable {
        need(1, "its first frame");
        byte[] data = new byte[in.remaining()];
        int length = 0;
        data[length++] = in.get();
        while (in.hasRemaining()) {
            int declared = in.get() & 0xFF;
            int block = Math.min(declared, in.remaining());
            if (declared == 0) {
                break;
            }
            if (block < declared && !tolerant) {
                throw new Unreadable("is truncated: the last block of its image data declares " + declared + " bytes, "
                        + block + " are left");
            }
            in.get(data, length, block);
            length += block;
        }
        return ByteBuffer.wrap(data, 0, length);
    }

    private void readPalette(int flags) throws Unreadable {
        if ((flags & 0x80) != 0) {
            int length = 3 * (2 << (flags & 7));
            need(length, "a palette");
            palette = new byte[3 * 256];
            in.get(palette, 0, length);
        }
    }

    private static byte[] grayLevels() {
        byte[] levels = new byte[3 * 256];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (byte) (i / 3);
        }
        return levels;
    }

    private int blockLength(String where) throws Unreadable {
        need(1, where);
        int length = in.get() & 0xFF;
        need(length, where);
        return length;
    }

    private void need(int bytes, String where) throws Unreadable {
        if (in.remaining() < bytes) {
            throw new Unreadable("ends after " + file.length + " bytes, in " + where);
        }
    }

    private int unsigned16() {
        return Short.toUnsignedInt(in.getShort());
    }

    private int unsigned16(int at) {
        return Short.toUnsignedInt(in.getShort(at));
    }
}
