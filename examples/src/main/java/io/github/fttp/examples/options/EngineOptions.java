package io.github.fttp.examples.options;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.Precision;
import io.github.fttp.core.io.Safetensors;
import io.github.fttp.examples.cli.Given;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The engine that computes. */
@Under(Heading.COMPUTING)
public final class EngineOptions extends Float32EngineOptions {
    /** Engines are made for each worker, what there is to say of the processor is said once. */
    private static final AtomicBoolean SAID = new AtomicBoolean();

    @Spec(Spec.Target.MIXEE)
    CommandSpec command;

    @Option(
            names = "--bf16",
            description = "Round activations to bfloat16 where they meet bfloat16 weights: faster, less exact.")
    boolean bf16;

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

    @Override
    public Engine open() {
        Engine opened = super.open();
        if (bf16 && !opened.hasBfloat16() && SAID.compareAndSet(false, true)) {
            warn("this processor has no bfloat16 instructions (avx512_bf16, amx_bf16), so that --bf16 rounds but is not"
                    + " faster: leave it out; bfloat16 and float16 weights stay two bytes each without it as well");
        }
        return opened;
    }

    @Override
    Precision precision() {
        return bf16 ? Precision.BFLOAT16 : super.precision();
    }

    private void warn(String what) {
        command.commandLine().getErr().println("warning: " + what);
    }

    @Override
    public void check(Given given) {
        given.notWith("--bf16", "--tf32");
        given.ineffective("nd4j".equals(engine), "with --engine nd4j", "onednn and cuda round", "--bf16");
        super.check(given);
    }
}
