package io.github.fttp.core.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.io.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A file of arbitrary content for fuzz tests. A reader may read it or refuse it as input that cannot be used; any other
 * exception or more than 3 s of the processor's time is a fault, and so is more memory than 256 MiB beyond the file: fuzz
 * tests run with a heap of 384 MiB, of which they need the rest themselves.
 */
public final class Fuzzed implements AutoCloseable {
    private static final long MOST_NANOS = 3_000_000_000L;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Path folder;
    private final Path file;

    /** A reader of the file. */
    @FunctionalInterface
    public interface Reader {
        void read(Path file) throws IOException;
    }

    private Fuzzed(Path folder, String name) {
        this.folder = folder;
        this.file = folder.resolve(name);
    }

    /** A file of that name in a folder of its own, which goes when the process ends. */
    public static Fuzzed file(String name) {
        try {
            Fuzzed fuzzed = new Fuzzed(Files.createTempDirectory("fuzz"), name);
            Runtime.getRuntime().addShutdownHook(new Thread(fuzzed::close));
            return fuzzed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where other files that the reader wants may be put. */
    public Path folder() {
        return folder;
    }

    /** Reads a file that holds these bytes. */
    public void readsOrRefuses(byte[] content, Reader reader) {
        long nanos;
        try {
            Files.write(file, content);
            nanos = THREADS.getCurrentThreadCpuTime();
            try {
                reader.read(file);
            } catch (InputException e) {
                assertThat(e.getMessage()).as("message of the refusal").isNotBlank();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(THREADS.getCurrentThreadCpuTime() - nanos)
                .as("nanoseconds to read %d bytes", content.length)
                .isLessThan(MOST_NANOS);
    }

    /** The contents of files below a folder whose names end so, for seeds. */
    public static Stream<byte[]> contents(Path folder, String ending) {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> found = files.filter(
                            each -> each.getFileName().toString().endsWith(ending))
                    .sorted()
                    .toList();
            return found.stream().map(Fuzzed::content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The content of a file. */
    public static byte[] content(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(each);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
