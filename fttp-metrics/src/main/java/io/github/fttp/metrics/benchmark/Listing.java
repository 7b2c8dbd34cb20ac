package io.github.fttp.metrics.benchmark;

import io.github.fttp.core.io.BadData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Lists what is in a folder of a benchmark's data, by name; what begins with a dot is left out. */
final class Listing {
    private Listing() {}

    /** The folders in it. */
    static List<Path> folders(Path parent) {
        return list(parent, Files::isDirectory);
    }

    /** The files in it. */
    static List<Path> files(Path parent) {
        return list(parent, Files::isRegularFile);
    }

    /** The name of a file or folder. */
    static String name(Path of) {
        return of.getFileName().toString();
    }

    private static List<Path> list(Path parent, Predicate<Path> wanted) {
        try (Stream<Path> all = Files.list(parent)) {
            return all.filter(wanted)
                    .filter(each -> !name(each).startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new BadData(parent, e);
        }
    }
}
