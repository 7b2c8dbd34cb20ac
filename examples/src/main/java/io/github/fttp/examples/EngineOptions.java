package io.github.fttp.examples;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.Engines;
import io.github.fttp.core.engine.Precision;
import io.github.fttp.examples.cli.Checked;
import io.github.fttp.examples.cli.Given;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import picocli.CommandLine.Option;

/** What computes. */
@Under(Heading.COMPUTING)
public final class EngineOptions implements Checked {
    @Option(
            names = "--engine",
            paramLabel = "NAME",
            description = "onednn, nd4j, or cuda for an NVIDIA GPU (default: the fastest that loads on the processor).")
    String engine;

    @Option(
            names = "--bf16",
            description = "Round activations to bfloat16 where they meet bfloat16 weights: faster, less exact.")
    boolean bf16;

    @Option(
            names = "--tf32",
            description = "On a GPU, round float32 factors to 10 fraction bits in products: faster, less exact.")
    boolean tf32;

    /** Whether products with bfloat16 weights are rounded. */
    public boolean roundsActivations() {
        return bf16;
    }

    /** Opens it; the caller closes it. */
    public Engine open() {
        if (bf16) return Engines.named(engine == null ? "onednn" : engine, Precision.BFLOAT16);
        if (tf32) return Engines.named(engine, Precision.TF32);
        return engine == null ? Engines.best().engine() : Engines.named(engine);
    }

    @Override
    public void check(Given given) {
        if (engine != null && !Engines.names().contains(engine)) {
            throw new IllegalArgumentException(
                    "--engine must be one of " + String.join(", ", Engines.names()) + ", was " + engine);
        }
        given.notWith("--bf16", "--tf32");
        given.ineffective("nd4j".equals(engine), "with --engine nd4j", "onednn and cuda round", "--bf16");
        given.ineffective(!"cuda".equals(engine), "without --engine cuda", "", "--tf32");
    }
}
