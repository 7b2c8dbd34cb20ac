package io.github.fttp.examples.options;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.EngineChoice;
import io.github.fttp.core.engine.Engines;
import io.github.fttp.core.engine.Precision;
import io.github.fttp.core.io.Safetensors;
import io.github.fttp.examples.cli.Checked;
import io.github.fttp.examples.cli.Given;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options of the engine that computes. */
@Under(Heading.COMPUTING)
public final class EngineOptions implements Checked {
    /** Engines are made for each worker, what there is to say of the processor is said once. */
    private static final AtomicBoolean SAID = new AtomicBoolean();

    @Spec(Spec.Target.MIXEE)
    CommandSpec command;

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

    /** Opens it for the models of a folder; the caller closes it. Says where {@code --bf16} is in vain. */
    public Engine open(Path model) {
        Engine opened = open();
        if (bf16 && opened.hasBfloat16()) {
            Set<String> types = Safetensors.typesIn(model);
            if (!types.contains("BF16")) {
                warn(model + " holds " + String.join(", ", types)
                        + ", and --bf16 rounds what meets bfloat16 weights and"
                        + " what goes into attention only: leave it out, or write bfloat16 weights once (convert --model "
                        + model + " --to bf16 --out FOLDER)");
            }
        }
        return opened;
    }

    /** Opens it; the caller closes it. */
    public Engine open() {
        Engine opened = choice().open();
        if (bf16 && !opened.hasBfloat16() && SAID.compareAndSet(false, true)) {
            warn("this processor has no bfloat16 instructions (avx512_bf16, amx_bf16), so that --bf16 rounds but is not"
                    + " faster: leave it out; bfloat16 and float16 weights stay two bytes each without it as well");
        }
        return opened;
    }

    /** Gives the engine to be opened later. */
    public EngineChoice choice() {
        Precision precision = bf16 ? Precision.BFLOAT16 : tf32 ? Precision.TF32 : Precision.EXACT;
        return new EngineChoice(engine == null ? "" : engine, precision);
    }

    private void warn(String what) {
        command.commandLine().getErr().println("warning: " + what);
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
