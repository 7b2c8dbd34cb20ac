package io.github.fttp.core.io;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of data, so that a run is not resumed with other data, and a damaged file is not used. */
public final class Digest {
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
