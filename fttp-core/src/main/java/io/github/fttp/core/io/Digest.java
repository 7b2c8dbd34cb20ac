package io.github.fttp.core.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of data, so that a run is not resumed with other data, and a damaged file is not used. */
public final class Digest {
    private static final int BLOCK = 1 << 20;

    private final MessageDigest sha;

    public Digest() {
        try {
            sha = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    /** Adds bytes. */
    public Digest add(byte[] bytes) {
        sha.update(bytes);
        return this;
    }

    /** Adds the bytes from a buffer's position to its limit, and moves the position there. */
    public Digest add(ByteBuffer bytes) {
        sha.update(bytes);
        return this;
    }

    /** Adds what is left of a channel, in blocks: a file need not fit into memory. */
    public Digest add(ReadableByteChannel in) throws IOException {
        ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
        while (in.read(block) >= 0) {
            add(block.flip());
            block.clear();
        }
        return this;
    }

    /** Adds the bits of values. */
    public Digest add(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES));
        bytes.asFloatBuffer().put(values);
        return add(bytes.array());
    }

    /** The digest of all that was added, in hexadecimal; ends this. */
    public String hex() {
        return HexFormat.of().formatHex(sha.digest());
    }
}
