package io.github.fttp.diffusion.data;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.TextFiles;
import io.github.fttp.core.mask.ImageFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Captions beside images: a text of the image's name, {@code NAME.txt} or {@code NAME.caption}, whose first line is the prompt, as
 * in the folders that kohya's scripts train on.
 */
final class Captions {
    /** How a caption is called. */
    static final String NAMED = "NAME.txt or NAME.caption for the image NAME";

    private static final List<String> ENDINGS = List.of(".txt", ".caption");

    private Captions() {}

    /** Whether an image of a folder has one. */
    static boolean areIn(Path folder) {
        return Files.isDirectory(folder)
                && ImageFolder.of(folder).images().stream()
                        .anyMatch(image -> of(image).isPresent());
    }

    /**
     * The caption of an image; empty where there is none, or nothing in it.
     *
     * @throws BadData when it cannot be read, or there are two that differ
     */
    static Optional<String> of(Path image) {
        List<String> captions = ENDINGS.stream()
                .map(ending -> image.resolveSibling(stem(image) + ending))
                .filter(Files::isRegularFile)
                .flatMap(file -> TextFiles.read(file).strip().lines().limit(1))
                .map(String::strip)
                .distinct()
                .toList();
        if (captions.size() > 1) throw new BadData(image, "has two captions beside it that differ: " + captions);
        return captions.stream().findFirst();
    }

    private static String stem(Path image) {
        String name = image.getFileName().toString();
        return name.contains(".") ? name.substring(0, name.lastIndexOf('.')) : name;
    }
}
