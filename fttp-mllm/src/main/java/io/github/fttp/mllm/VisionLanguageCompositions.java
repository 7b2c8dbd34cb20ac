package io.github.fttp.mllm;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.ledger.Composition;
import io.github.fttp.core.ledger.CompositionProvider;
import io.github.fttp.core.method.Modality;
import java.util.function.Supplier;

/** Offers {@link VisionLanguageComposition} to {@link CompositionProvider#of}. */
public final class VisionLanguageCompositions implements CompositionProvider {
    @Override
    public Modality modality() {
        return Modality.TEXT;
    }

    @Override
    public Composition composition(Supplier<Engine> engine) {
        return new VisionLanguageComposition(engine);
    }
}
