package io.github.fttp.diffusion.data;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.TextFiles;
import io.github.fttp.core.mask.ImageFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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

    /** The fewest numbers of a label: class, centre, width and height. */
    private static final int LABEL = 5;

    private static final String NUMBER = "[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]+)?";

    private Captions() {}

    /**
     * The caption of an image; empty where there is none, nothing in it, or a class and a box as YOLO's labels have them.
     *
     * @throws BadData when it cannot be read, or there are two that differ
     */
    static Optional<String> of(Path image) {
        List<String> captions = ENDINGS.stream()
                .map(ending -> image.resolveSibling(ImageFolder.stem(image) + ending))
                .filter(Files::isRegularFile)
                .flatMap(file -> TextFiles.read(file).strip().lines().limit(1))
                .map(String::strip)
                .filter(caption -> !isLabel(caption))
                .distinct()
                .toList();
        if (captions.size() > 1) throw new BadData(image, "has two captions beside it that differ: " + captions);
        return captions.stream().findFirst();
    }

    /** Whether a line is YOLO's: a class and a box, or the points of an outline. */
    private static boolean isLabel(String line) {
        String[] words = line.split("\\s+");
        return words.length >= LABEL && Arrays.stream(words).allMatch(word -> word.matches(NUMBER));
    }
}
