package io.github.fttp.core.model;

import io.github.fttp.core.method.Modality;
import java.nio.file.Path;
import java.util.ServiceLoader;

/**
 * Models that are told by a file of their folders, found by {@link ServiceLoader}: name the class in {@code
 * META-INF/services/io.github.fttp.core.model.ModelKind}.
 */
public interface ModelKind {
    /** Tells what they make. */
    Modality modality();

    /** Names the file that each of their folders has. */
    String file();

    /**
     * Names the family of a folder with that file, as people call it.
     *
     * @throws io.github.fttp.core.io.BadCheckpoint if it is not known, with those that are
     */
    String family(Path folder);
}
