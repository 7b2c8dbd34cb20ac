package io.github.fttp.examples;

import io.github.fttp.core.io.ModelConversion;
import io.github.fttp.core.io.RoundingLoss;
import io.github.fttp.core.tensor.DType;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.examples.progress.Bar;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes a model folder with weights of another floating-point type. */
@Command(
        name = "convert",
        footer = "fttp convert --model llava-1.5-7b-hf --to bf16 --out llava-1.5-7b-bf16",
        sortOptions = false,
        description = "Write a model folder (LLaVA, Stable Diffusion, CLIP) with weights of another type, and say what"
                + " rounding changed.")
final class Convert implements Runnable {
    private static final int MIB = 1 << 20;

    @Under(Heading.MODEL)
    @Option(names = "--model", required = true, paramLabel = "DIR", description = "Folder with safetensors files.")
    Path model;

    @Under(Heading.RESULTS)
    @Option(
            names = "--to",
            required = true,
            paramLabel = "TYPE",
            description = "bf16 (bfloat16), f16 (float16) or f32 (float32).")
    Type to;

    @Under(Heading.RESULTS)
    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Folder to write, not there yet: complete or not at all.")
    Path out;

    @Spec
    CommandSpec spec;

    enum Type {
        BF16(DType.BFLOAT16),
        F16(DType.FLOAT16),
        F32(DType.FLOAT32);

        private final DType type;

        Type(DType type) {
            this.type = type;
        }
    }

    @Override
    public void run() {
        ModelConversion conversion = ModelConversion.of(model, to.type);
        RoundingLoss loss;
        try (Bar bar = Bar.of("converting", 0, conversion.bytesBefore() / MIB, " MiB")) {
            loss = conversion.write(out, read -> bar.stepTo(read / MIB));
        }
        PrintWriter say = spec.commandLine().getOut();
        say.printf("%s: %s%n%s%n", out, conversion.sentence(), loss.sentence());
        say.flush();
        if (loss.overflowed() > 0) {
            String infinite = "warning: weights too large for float16 became infinite: this model will not work";
            spec.commandLine().getErr().println(infinite + "; convert it --to bf16");
        }
    }
}
