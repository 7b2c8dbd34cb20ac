package io.github.fttp.core.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work in a folder that one alone does at a time, of all threads and processes that ask here. It is over with the process,
 * however that ends. An empty file, {@value #FILE}, stays in the folder.
 */
public final class FolderLock {
    /** Name of the file that is locked. */
    public static final String FILE = ".lock";

    private static final Logger LOG = LoggerFactory.getLogger(FolderLock.class);

    private FolderLock() {}

    /**
     * Works in a folder, which is made where there is none.
     *
     * @throws BadData if another one is at work there
     * @throws CannotWrite when the system refuses
     */
    public static <T> T alone(Path folder, Supplier<T> work) {
        try {
            Files.createDirectories(folder);
            try (FileChannel channel =
                    FileChannel.open(folder.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                lock(folder, channel);
                return work.get();
            }
        } catch (IOException e) {
            throw new CannotWrite(folder, e);
        }
    }

    private static void lock(Path folder, FileChannel channel) {
        try {
            if (channel.tryLock() == null) throw new BadData(folder, "is at work in another process");
        } catch (OverlappingFileLockException e) {
            throw new BadData(folder, "is at work in another thread", e);
        } catch (IOException e) {
            LOG.warn(
                    "{} lies on a file system without locks ({}): take care that no other process works there",
                    folder,
                    InputException.reason(e));
        }
    }
}
