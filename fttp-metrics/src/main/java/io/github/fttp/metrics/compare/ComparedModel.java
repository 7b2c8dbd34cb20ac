package io.github.fttp.metrics.compare;

import io.github.fttp.core.engine.Engine;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;

/** A model that is not opened yet, and the task that methods are compared on with it. */
public interface ComparedModel {
    /** Gives what is compared. */
    ComparisonTask task();

    /** Gives its folder. */
    Path path();

    /** All that results depend on beside each method, by name: the task's data and what the model's files hold by their digests. */
    Map<String, String> dependencies();

    /** About how many bytes an environment of it takes. */
    long bytes();

    /**
     * Opens it.
     *
     * @param engine makes one, which is closed with the environment, or at once where something cannot be read
     * @throws io.github.fttp.core.io.BadData naming the file and the field that cannot be used
     */
    Environment open(Supplier<Engine> engine);
}
