package io.github.fttp.diffusion;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.ledger.Composition;
import io.github.fttp.core.ledger.CompositionProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/** Offers {@link StableDiffusionComposition} to {@link CompositionProvider#of}. */
public final class StableDiffusionCompositions implements CompositionProvider {
    @Override
    public boolean isFor(Path base) {
        return Files.exists(base.resolve("model_index.json"));
    }

    @Override
    public Composition composition(Supplier<Engine> engine) {
        return new StableDiffusionComposition(engine);
    }
}
