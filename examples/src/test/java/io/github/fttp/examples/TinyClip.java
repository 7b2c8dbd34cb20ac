package io.github.fttp.examples;

import io.github.fttp.core.testing.GoldenCases;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A CLIP folder of random weights, with the vocabulary of {@link TinyStableDiffusion}. */
public final class TinyClip {
    private TinyClip() {}

    /** Writes it into a new folder. */
    public static Path write(Path folder) {
        try (Stream<Path> files = Files.list(GoldenCases.folder("fttp-metrics", "clip-tiny"))) {
            Files.createDirectories(folder);
            for (Path file : files.toList()) Files.write(folder.resolve(file.getFileName()), Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return folder;
    }
}
