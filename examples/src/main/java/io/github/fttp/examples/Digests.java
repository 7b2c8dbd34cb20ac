package io.github.fttp.examples;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Digest;
import io.github.fttp.core.io.InputException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Digests of files, which tell models and data from others of the same name. */
public final class Digests {
    private Digests() {}

    /**
     * SHA-256 of a file, or of all files in a folder, in the order of their names.
     *
     * @throws BadData if it cannot be read
     */
    public static String of(Path path) {
        Digest digest = new Digest();
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                try (FileChannel in = FileChannel.open(file)) {
                    digest.add(in);
                }
            }
        } catch (IOException e) {
            throw new BadData(path, "cannot be read: " + InputException.reason(e), e);
        }
        return digest.hex();
    }
}
