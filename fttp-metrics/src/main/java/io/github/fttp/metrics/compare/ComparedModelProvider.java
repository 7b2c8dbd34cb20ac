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

    /** Gives the comparison on the drawn world that ships. */
    ComparisonTask drawnWorld();

    /** Writes the small model that knows that world into a folder, over what is there, and says where. */
    Path pretrained(Path parent);

    /** Gives the model in a folder and the task to compare on, by the provider of the task's modality. */
    static ComparedModel of(ComparisonTask task, Path folder) {
        return of(task.modality()).model(task, folder);
    }

    /**
     * Gives the model of the drawn world that comes with the library and the task to compare on.
     *
     * @param parent folder that the model is written into
     */
    static ComparedModel onPretrained(ComparisonTask task, Path parent) {
        ComparedModelProvider provider = of(task.modality());
        return provider.model(task, provider.pretrained(parent));
    }

    /** Gives the provider of a modality's models. */
    static ComparedModelProvider of(Modality modality) {
        for (ComparedModelProvider each : ServiceLoader.load(ComparedModelProvider.class)) {
            if (each.modality() == modality) return each;
        }
        throw new IllegalStateException("no models for tasks of modality " + modality + " are on the class path");
    }
}
