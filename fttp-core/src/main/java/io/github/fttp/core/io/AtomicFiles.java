package io.github.fttp.core.io;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Files that are there completely or not at all: written under a temporary name in the same folder, forced to the disk,
 * then renamed. Whatever goes wrong before the renaming (no room, an exception, a killed process) leaves the old state.
 */
public final class AtomicFiles {
    private AtomicFiles() {}

    /** Writes the content of a file, from position 0. */
    @FunctionalInterface
    public interface Body {
        void writeTo(FileChannel out) throws IOException;
    }

    /**
     * Writes or replaces a file.
     *
     * @throws CannotWrite when the system refuses; the old file, or its absence, is what remains
     */
    public static void write(Path file, Body body) {
        Path part = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".part");
        try {
            // Not Files.createTempFile: that one is readable by its owner alone, and so would be what it becomes.
            try (FileChannel out = FileChannel.open(part, CREATE_NEW, WRITE)) {
                body.writeTo(out);
                out.force(true);
            }
            replace(part, file);
        } catch (IOException e) {
            throw new CannotWrite(file, e);
        } finally {
            deleteQuietly(part);
        }
    }

    /** Writes or replaces a file with these bytes, see {@link #write(Path, Body)}. */
    public static void write(Path file, byte[] content) {
        write(file, out -> {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                out.write(rest);
            }
        });
    }

    /** Writes or replaces a file with this text in UTF-8, see {@link #write(Path, Body)}. */
    public static void write(Path file, String text) {
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes the files of a folder into the empty one it is given. */
    @FunctionalInterface
    public interface FolderBody {
        void writeTo(Path folder);
    }

    /**
     * Writes a folder that is not there yet: its files under a temporary name beside it, which then becomes its own.
     *
     * @throws CannotWrite when the system refuses; nothing of it remains
     */
    public static void writeFolder(Path folder, FolderBody body) {
        Path part = folder.resolveSibling("." + folder.getFileName() + "." + UUID.randomUUID() + ".part");
        try {
            if (Files.exists(folder)) throw new FileSystemException(folder.toString(), null, "is there already");
            Files.createDirectories(part);
            body.writeTo(part);
            Files.move(part, folder);
        } catch (IOException e) {
            throw new CannotWrite(folder, e);
        } finally {
            deleteTree(part);
        }
    }

    private static void deleteTree(Path part) {
        if (!Files.exists(part)) return;
        try (Stream<Path> files = Files.walk(part)) {
            files.sorted(Comparator.reverseOrder()).forEach(AtomicFiles::deleteQuietly); // what is inside comes first
        } catch (IOException | UncheckedIOException e) {
            // as in deleteQuietly
        }
    }

    private static void replace(Path part, Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new FileSystemException(file.toString(), null, "is a folder");
        }
        try {
            Files.move(part, file, ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, file, REPLACE_EXISTING);
        }
    }

    private static void deleteQuietly(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            // The fault that is worth telling is the one that led here; a part left behind is hidden and harmless.
        }
    }
}
