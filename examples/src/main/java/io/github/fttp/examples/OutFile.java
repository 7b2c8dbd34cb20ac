package io.github.fttp.examples;

import io.github.fttp.core.io.BadData;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that a command writes at its end. */
public final class OutFile {
    private OutFile() {}

    /** Refuses before anything is made what could not be written then: a folder, or a file in a folder that is not there. */
    public static void require(Path file) {
        if (Files.isDirectory(file)) throw new BadData(file, "is a folder, expected a file");
        Path folder = file.toAbsolutePath().getParent();
        if (!Files.isDirectory(folder)) throw new BadData(folder, "is not a folder, so " + file + " can't be written");
    }
}
