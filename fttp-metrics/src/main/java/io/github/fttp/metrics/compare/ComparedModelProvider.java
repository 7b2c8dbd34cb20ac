package io.github.fttp.metrics.compare;

import io.github.fttp.core.method.Modality;
import java.nio.file.Path;
import java.util.ServiceLoader;

/**
 * Models of one modality that methods can be compared on, found by {@link ServiceLoader}: name the class in {@code
 * META-INF/services/io.github.fttp.metrics.compare.ComparedModelProvider}. Other processes open by it what was planned in one.
 */
public interface ComparedModelProvider {
    /** Gives the modality of its tasks. */
    Modality modality();

    /** Gives a model and the task to compare on. */
    ComparedModel model(ComparisonTask task, Path folder);

    /** Gives the model in a folder and the task to compare on, by the provider of the task's modality. */
    static ComparedModel of(ComparisonTask task, Path folder) {
        for (ComparedModelProvider each : ServiceLoader.load(ComparedModelProvider.class)) {
            if (each.modality() == task.modality()) return each.model(task, folder);
        }
        throw new IllegalStateException(
                "no models for tasks of modality " + task.modality() + " are on the class path");
    }
}
