package io.github.fttp.core.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Stream;

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

    /**
     * SHA-256 of a file, or of all files in a folder in the order of their names, in hexadecimal: tells models and data from
     * others of the same name. Links are followed.
     *
     * @throws BadData if one cannot be read
     */
    public static String of(Path path) {
        Digest digest = new Digest();
        try (Stream<Path> files = Files.walk(path, FileVisitOption.FOLLOW_LINKS)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                try (FileChannel in = FileChannel.open(file)) {
                    digest.add(in);
                }
            }
        } catch (IOException e) {
            throw new BadData(path, "cannot be read: " + InputException.reason(e), e);
        } catch (UncheckedIOException e) {
            throw new BadData(path, "cannot be read: " + InputException.reason(e.getCause()), e);
        }
        return digest.hex();
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
