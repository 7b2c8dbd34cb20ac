package io.github.fttp.core.io;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Files that are there completely or not at all: written under a temporary name in the same folder, forced to the disk,
 * then renamed. Whatever goes wrong before the renaming (no room, an exception, a killed process) leaves the old state.
 */
public final class AtomicFiles {
    /** The names of {@link #part}. */
    private static final Pattern PART = Pattern.compile("\\..+\\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\.part");

    private AtomicFiles() {}

    /**
     * Requires that a file can be written later: it is no folder, and lies in one that is there and may be written into.
     *
     * @throws BadData otherwise
     */
    public static void requireWritable(Path file) {
        if (Files.isDirectory(file)) throw new BadData(file, "is a folder, expected a file");
        Path folder = file.toAbsolutePath().getParent();
        if (!Files.isDirectory(folder)) throw new BadData(folder, "is not a folder, so " + file + " can't be written");
        requireMayWrite(folder);
    }

    /**
     * Requires that a folder may be written into, or made where it is to be.
     *
     * @throws CannotWrite otherwise, naming the nearest that is there
     */
    public static void requireMayWrite(Path folder) {
        Path there = folder.toAbsolutePath();
        while (there.getParent() != null && !Files.exists(there)) there = there.getParent();
        if (Files.isDirectory(there) && Files.isWritable(there)) return;
        String reason = Files.isDirectory(there) ? "may not be written into" : "is a file, expected a folder";
        throw new CannotWrite(there, new FileSystemException(there.toString(), null, reason));
    }

    /** Writes the content of a file, from position 0. */
    @FunctionalInterface
    public interface Body {
        void writeTo(FileChannel out) throws IOException;
    }

    /**
     * Writes or replaces a file; its folder is made where there is none.
     *
     * @throws CannotWrite when the system refuses; the old file, or its absence, is what remains
     */
    public static void write(Path file, Body body) {
        Path part = part(file);
        try {
            Files.createDirectories(part.toAbsolutePath().getParent());
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
     * Writes a folder that is not there yet: its files under a temporary name beside it, which then becomes its own. What
     * killed processes left of the same folder is deleted then, not before: one that writes there is not known from one that was
     * killed, and must not go on in a folder that lost files.
     *
     * @throws CannotWrite when the system refuses; nothing of it remains
     */
    public static void writeFolder(Path folder, FolderBody body) {
        requireNew(folder);
        Path part = part(folder);
        try {
            Files.createDirectories(part);
            body.writeTo(part);
            Files.move(part, folder);
            unfinishedOf(folder).forEach(AtomicFiles::deleteQuietly);
        } catch (IOException e) {
            throw new CannotWrite(folder, e);
        } finally {
            deleteQuietly(part);
        }
    }

    /**
     * For those who are about to do what cannot be undone before they write.
     *
     * @throws CannotWrite if it is there already
     */
    public static void requireNew(Path folder) {
        if (!Files.exists(folder)) return;
        throw new CannotWrite(folder, new FileSystemException(folder.toString(), null, "is there already"));
    }

    /**
     * Deletes a file, or a folder with all that is in it; where there is none, or another process deletes it at the same time,
     * nothing happens.
     *
     * @throws CannotWrite when the system refuses
     */
    public static void delete(Path path) {
        try {
            Files.walkFileTree(path, new Deletion());
        } catch (IOException e) {
            throw new CannotWrite(path, e);
        }
    }

    /** Deletes a folder behind what is inside. */
    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            return delete(file);
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            return passIfGone(e);
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, IOException e) throws IOException {
            return e == null ? delete(folder) : passIfGone(e);
        }

        private static FileVisitResult delete(Path file) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        private static FileVisitResult passIfGone(IOException e) throws IOException {
            if (e instanceof NoSuchFileException) return FileVisitResult.CONTINUE;
            throw e;
        }
    }

    /** Deletes what a process that was killed left in a folder, unfinished. */
    public static void deleteUnfinished(Path folder) {
        List<Path> parts;
        try (Stream<Path> files = Files.list(folder)) {
            parts = files.filter(AtomicFiles::isUnfinished).toList();
        } catch (IOException e) {
            throw new CannotWrite(folder, e);
        }
        parts.forEach(AtomicFiles::delete);
    }

    /** Whether a file or folder is called as what is being written is, or was when its process was killed. */
    public static boolean isUnfinished(Path file) {
        return PART.matcher(file.getFileName().toString()).matches();
    }

    /**
     * Deletes what killed processes left of one file or folder, unfinished.
     *
     * @param path what they were about to write; where its folder is not there, nothing happens
     */
    public static void deleteUnfinishedOf(Path path) {
        try {
            unfinishedOf(path).forEach(AtomicFiles::delete);
        } catch (IOException e) {
            throw new CannotWrite(path, e);
        }
    }

    private static List<Path> unfinishedOf(Path path) throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) return List.of();
        String begin = "." + path.getFileName() + ".";
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(AtomicFiles::isUnfinished)
                    .filter(part -> isPartOf(part.getFileName().toString(), begin))
                    .toList();
        }
    }

    private static boolean isPartOf(String part, String begin) {
        return part.startsWith(begin) && part.length() == begin.length() + 36 + ".part".length(); // a UUID has 36
    }

    private static Path part(Path file) {
        return file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".part");
    }

    private static void deleteQuietly(Path part) {
        try {
            delete(part);
        } catch (CannotWrite e) {
            // The fault that is worth telling is the one that led here; a part left behind is hidden and harmless.
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
}
