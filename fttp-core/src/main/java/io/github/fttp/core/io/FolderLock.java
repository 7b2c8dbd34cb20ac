package io.github.fttp.core.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lock on a folder, held by one thread of one process at a time, of all that ask for it here. It ends with the process, however
 * that ends. Its file, {@value #FILE}, is empty and stays in the folder.
 */
public final class FolderLock {
    /** Name of the file that is locked. */
    public static final String FILE = ".lock";

    private static final Logger LOG = LoggerFactory.getLogger(FolderLock.class);

    /** Folders whose locks threads of this process hold. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private FolderLock() {}

    /** Locks a file, or refuses. */
    @FunctionalInterface
    private interface Locking {
        void lock(FileChannel channel) throws IOException;
    }

    /**
     * Works while the folder, which is made where there is none, is locked.
     *
     * @throws BadData if another one has locked it
     * @throws CannotWrite when the system refuses, as a file system without locks does
     */
    public static <T> T whileLocked(Path folder, Supplier<T> work) {
        return whileLocked(folder, work, channel -> lock(folder, channel));
    }

    /**
     * Works likewise, but without a lock, and with a warning, where the system refuses one.
     *
     * @throws BadData if another one has locked it
     * @throws CannotWrite when the system refuses to write there
     */
    public static <T> T whileLockedIfPossible(Path folder, Supplier<T> work) {
        return whileLocked(folder, work, channel -> {
            try {
                lock(folder, channel);
            } catch (IOException e) {
                LOG.warn(
                        "{} cannot be locked ({}): take care that no other process works there",
                        folder,
                        InputException.reason(e));
            }
        });
    }

    private static <T> T whileLocked(Path folder, Supplier<T> work, Locking locking) {
        Path held = made(folder);
        // By the set, since a second channel to the file would take the first one's lock along when it is closed.
        if (!HELD.add(held)) throw new BadData(folder, "is at work in another thread");
        try (FileChannel channel =
                FileChannel.open(folder.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            locking.lock(channel);
            return work.get();
        } catch (IOException e) {
            throw new CannotWrite(folder, e);
        } finally {
            HELD.remove(held);
        }
    }

    private static Path made(Path folder) {
        try {
            return Files.createDirectories(folder).toRealPath();
        } catch (IOException e) {
            throw new CannotWrite(folder, e);
        }
    }

    private static void lock(Path folder, FileChannel channel) throws IOException {
        if (channel.tryLock() == null) throw new BadData(folder, "is at work in another process");
    }
}
