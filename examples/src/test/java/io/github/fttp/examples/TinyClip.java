package io.github.fttp.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A CLIP folder of random weights, with the vocabulary of {@link TinyStableDiffusion}. */
public final class TinyClip {
    private TinyClip() {}

    /** Writes it into a new folder. */
    public static Path write(Path folder) {
        try (Stream<Path> files = Files.list(
                Path.of(TinyClip.class.getResource("/golden/clip-tiny").toURI()))) {
            Files.createDirectories(folder);
            for (Path file : files.toList()) Files.write(folder.resolve(file.getFileName()), Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        return folder;
    }
}
