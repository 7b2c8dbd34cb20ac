package io.github.fttp.diffusion;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.ledger.Composition;
import io.github.fttp.core.ledger.CompositionProvider;
import io.github.fttp.core.method.Modality;
import java.util.function.Supplier;

/** Offers {@link StableDiffusionComposition} to {@link CompositionProvider#of}. */
public final class StableDiffusionCompositions implements CompositionProvider {
    @Override
    public Modality modality() {
        return Modality.IMAGE;
    }

    @Override
    public Composition composition(Supplier<Engine> engine) {
        return new StableDiffusionComposition(engine);
    }
}
