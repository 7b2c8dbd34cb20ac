package io.github.fttp.mllm;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.ledger.Composition;
import io.github.fttp.core.ledger.CompositionProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/** Offers {@link VisionLanguageComposition} to {@link CompositionProvider#of}. */
public final class VisionLanguageCompositions implements CompositionProvider {
    @Override
    public boolean isFor(Path base) {
        return Files.exists(base.resolve("config.json"));
    }

    @Override
    public Composition composition(Supplier<Engine> engine) {
        return new VisionLanguageComposition(engine);
    }
}
