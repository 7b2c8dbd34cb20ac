package io.github.fttp.core.image;

import java.nio.ByteBuffer;

/** GIF's compression: LZW with codes of growing length, packed from the lowest bit. */
final class GifCodes {
    private static final int MAX_BITS = 12;
    private static final int NONE = -1;

    private GifCodes() {}

    /**
     * Fills {@code to} with indices.
     *
     * @param in the byte with the bits of a pixel, then the codes
     * @return how many there were, less than {@code to} holds where the data end too early
     */
    static int decode(ByteBuffer in, byte[] to) throws Unreadable {
        int pixelBits = in.get() & 0xFF;
        if (pixelBits < 1 || pixelBits > 8) {
            throw new Unreadable("has " + pixelBits + " bits a pixel in its first frame, expected 1 to 8");
        }
        int clear = 1 << pixelBits;
        int end = clear + 1;
        // A code's string is its predecessor's and one more byte.
        int[] predecessor = new int[1 << MAX_BITS];
        byte[] last = new byte[1 << MAX_BITS];
        int[] length = new int[1 << MAX_BITS];
        for (int i = 0; i < clear; i++) {
            last[i] = (byte) i;
            length[i] = 1;
        }
        int bits = pixelBits + 1;
        int next = end + 1;
        int previous = NONE;
        int written = 0;
        int buffer = 0;
        int buffered = 0;
        while (written < to.length) {
            while (buffered < bits) {
                if (!in.hasRemaining()) {
                    return written;
                }
                buffer |= (in.get() & 0xFF) << buffered;
                buffered += 8;
            }
            int code = buffer & (1 << bits) - 1;
            buffer >>>= bits;
            buffered -= bits;
            if (code == clear) {
                bits = pixelBits + 1;
                next = end + 1;
                previous = NONE;
                continue;
            }
            if (code == end) {
                return written;
            }
            if (code > next || code == next && previous == NONE || code > end && previous == NONE) {
                throw new Unreadable("is damaged: code " + code + " after " + written + " pixels of its first frame,"
                        + " where " + (previous == NONE ? clear - 1 : next) + " is the highest known");
            }
            if (previous != NONE && next < 1 << MAX_BITS) {
                // The new string: the previous one and the first byte of this one, which may be the new one itself.
                predecessor[next] = previous;
                length[next] = length[previous] + 1;
                last[next] = first(predecessor, last, length, code == next ? previous : code);
                next++;
                if (next == 1 << bits && bits < MAX_BITS) {
                    bits++;
                }
            }
            int from = code;
            for (int at = written + length[code] - 1; at >= written; at--) {
                if (at < to.length) {
                    to[at] = last[from];
                }
                from = predecessor[from];
            }
            written = Math.min(to.length, written + length[code]);
            previous = code;
        }
        return written;
    }

    private static byte first(int[] predecessor, byte[] last, int[] length, int code) {
        int at = code;
        while (length[at] > 1) {
            at = predecessor[at];
        }
        return last[at];
    }
}
