package io.github.fttp.metrics.compare;

import io.github.fttp.core.io.Json;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder that paths of a task are relative to. */
record TaskFolder(Path folder) {
    /** The folder of a task's file. */
    static TaskFolder of(Path file) {
        return new TaskFolder(file.toAbsolutePath().normalize().getParent());
    }

    /** The file or folder of a field, which must be there. */
    Path path(Json field) {
        Path path = folder.resolve(field.text()).normalize();
        if (!Files.exists(path)) throw field.refuse("is " + field.found() + ", but there is no " + path);
        return path;
    }
}
