package io.github.fttp.core.ledger;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.BadCheckpoint;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.method.Modality;
import io.github.fttp.core.model.ModelFolder;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.function.Supplier;

/**
 * A kind of models that deletions are composed in, found by {@link ServiceLoader}: name the class in {@code
 * META-INF/services/io.github.fttp.core.ledger.CompositionProvider}.
 */
public interface CompositionProvider {
    /** Gives what its models make. */
    Modality modality();

    /** @param engine makes an engine for each model that is written */
    Composition composition(Supplier<Engine> engine);

    /**
     * Finds the composition for a base model, by what lies in its folder.
     *
     * @throws BadCheckpoint if it is no model's folder
     * @throws BadData if none of those that are there is for it
     */
    static Composition of(Path base, Supplier<Engine> engine) {
        ModelFolder folder = ModelFolder.of(base);
        for (CompositionProvider each : ServiceLoader.load(CompositionProvider.class)) {
            if (each.modality() == folder.modality()) return each.composition(engine);
        }
        throw new BadData(base, "is " + folder.family() + ", in which deletions cannot be composed");
    }
}
