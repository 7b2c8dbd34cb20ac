package io.github.fttp.core.io;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
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
    /** Stands behind the digest of a folder with its names. */
    private static final String FOLDER = "/";

    private final MessageDigest sha;

    public Digest() {
        try {
            sha = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    /**
     * SHA-256 of a file in hexadecimal; of a folder that of the names and lengths of all files within it and what they hold, in
     * the order of their names, with a slash behind it: tells models and data from others. Links are followed.
     *
     * @throws BadData if one cannot be read
     */
    public static String of(Path path) {
        return Files.isDirectory(path) ? of(path, true) + FOLDER : contents(path);
    }

    /**
     * SHA-256 of a file, or of what all files in a folder hold in the order of their names, whatever these are.
     *
     * @throws BadData if one cannot be read
     */
    public static String contents(Path path) {
        return of(path, false);
    }

    /**
     * Whether a path has a digest, made by {@link #of(Path)} or by {@link #contents}.
     *
     * @throws BadData if it cannot be read
     */
    public static boolean matches(Path path, String digest) {
        return digest.equals(digest.endsWith(FOLDER) ? of(path) : contents(path));
    }

    private static String of(Path path, boolean named) {
        Digest digest = new Digest();
        try (Stream<Path> files = Files.walk(path, FileVisitOption.FOLLOW_LINKS)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                try (FileChannel in = FileChannel.open(file)) {
                    if (named) digest.add(entry(path.relativize(file), in.size()));
                    digest.add(in);
                }
            }
        } catch (IOException e) {
            throw new BadData(path, e);
        } catch (UncheckedIOException e) {
            throw new BadData(path, e.getCause());
        }
        return digest.hex();
    }

    /** The name and length of a file, so that no two folders give the same bytes. */
    private static byte[] entry(Path file, long bytes) {
        return (file.toString().replace(File.separatorChar, '/') + "\0" + bytes + "\0")
                .getBytes(StandardCharsets.UTF_8);
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
