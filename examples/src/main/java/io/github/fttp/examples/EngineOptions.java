package io.github.fttp.examples;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.Engines;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.engine.Precision;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import picocli.CommandLine.Option;

/** What computes. */
@Under(Heading.COMPUTING)
public final class EngineOptions {
    @Option(names = "--engine", description = "onednn or nd4j (default: the fastest that loads).")
    String engine;

    @Option(
            names = "--bf16",
            description = "Round activations to bfloat16 where they meet bfloat16 weights: faster, less exact.")
    boolean bf16;

    /** Whether products with bfloat16 weights are rounded. */
    public boolean roundsActivations() {
        return bf16;
    }

    /** Opens it; the caller closes it. */
    public Engine open() {
        if (bf16) {
            if (engine != null && !engine.equals("onednn")) {
                throw new IllegalArgumentException("--bf16 is for the engine onednn, --engine is " + engine);
            }
            return new OneDnnEngine(Precision.BFLOAT16);
        }
        return engine == null ? Engines.best().engine() : Engines.named(engine);
    }
}
