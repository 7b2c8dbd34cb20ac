package io.github.fttp.examples.options;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.EngineChoice;
import io.github.fttp.core.engine.Engines;
import io.github.fttp.core.engine.Precision;
import io.github.fttp.examples.cli.Checked;
import io.github.fttp.examples.cli.Given;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import picocli.CommandLine.Option;

/** The engine that computes, where all weights are float32. */
@Under(Heading.COMPUTING)
public class Float32EngineOptions implements Checked {
    @Option(
            names = "--engine",
            paramLabel = "NAME",
            description = "onednn, nd4j, or cuda for an NVIDIA GPU (default: the fastest that loads on the processor).")
    String engine;

    @Option(
            names = "--tf32",
            description =
                    "With --engine cuda, round float32 factors to 10 fraction bits in products: faster, less exact.")
    boolean tf32;

    /** How products are rounded. */
    Precision precision() {
        return tf32 ? Precision.TF32 : Precision.EXACT;
    }

    /** Gives the engine to be opened later. */
    public final EngineChoice choice() {
        return new EngineChoice(engine == null ? "" : engine, precision());
    }

    /** Opens it; the caller closes it. */
    public Engine open() {
        return choice().open();
    }

    @Override
    public void check(Given given) {
        if (engine != null && !Engines.names().contains(engine)) {
            throw new IllegalArgumentException(
                    "--engine must be one of " + String.join(", ", Engines.names()) + ", was " + engine);
        }
        given.ineffective(!"cuda".equals(engine), "without --engine cuda", "", "--tf32");
    }
}
