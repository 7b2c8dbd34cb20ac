package io.github.fttp.core.image;

import javax.imageio.stream.ImageInputStreamImpl;

/** Bytes in memory as the JDK's decoders want them; remembers whether one of them asked for more than there is. */
final class ByteInput extends ImageInputStreamImpl {
    private final byte[] bytes;
    private boolean exhausted;

    ByteInput(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Whether somebody read at the end: decoders of JPEG go on with an end of their own making, and only warn. */
    boolean exhausted() {
        return exhausted;
    }

    @Override
    public int read() {
        bitOffset = 0;
        if (streamPos >= bytes.length) {
            exhausted = true;
            return -1;
        }
        return bytes[(int) streamPos++] & 0xFF;
    }

    @Override
    public int read(byte[] to, int offset, int length) {
        bitOffset = 0;
        if (streamPos >= bytes.length && length > 0) {
            exhausted = true;
            return -1;
        }
        int read = (int) Math.min(length, bytes.length - streamPos);
        System.arraycopy(bytes, (int) streamPos, to, offset, read);
        streamPos += read;
        return read;
    }

    @Override
    public long length() {
        return bytes.length;
    }
}
