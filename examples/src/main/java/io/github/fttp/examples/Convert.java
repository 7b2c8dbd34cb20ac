package io.github.fttp.examples;

import io.github.fttp.core.io.ModelConversion;
import io.github.fttp.core.io.RoundingLoss;
import io.github.fttp.core.tensor.DType;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
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
final class Convert implements Callable<Integer> {
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
    public Integer call() {
        ModelConversion conversion = ModelConversion.of(model, to.type);
        RoundingLoss loss;
        try (Progress progress = new Progress(conversion.bytesBefore())) {
            loss = conversion.write(out, progress);
        }
        PrintWriter say = spec.commandLine().getOut();
        say.printf(
                Locale.ROOT,
                "%s: %.2f GiB of weights, %.2f before%n",
                out,
                conversion.bytesAfter() / 0x1p30,
                conversion.bytesBefore() / 0x1p30);
        say.println(changes(loss));
        if (!conversion.leftOut().isEmpty()) {
            say.println("left out: "
                    + conversion.leftOut().stream().map(Path::toString).collect(Collectors.joining(", ")));
        }
        say.flush();
        if (loss.overflowed() > 0) {
            spec.commandLine()
                    .getErr()
                    .printf(
                            Locale.ROOT,
                            "warning: %,d weights are too large for float16 and became infinite: this model will not"
                                    + " work; convert it --to bf16%n",
                            loss.overflowed());
        }
        return 0;
    }

    private String changes(RoundingLoss loss) {
        if (loss.changed() == 0) {
            return String.format(Locale.ROOT, "%,d weights converted, none of them changed its value", loss.values());
        }
        String largest = loss.where().isEmpty()
                ? ""
                : String.format(
                        Locale.ROOT, "; the others by up to a share of %.2g (%s)", loss.largestChange(), loss.where());
        return String.format(
                Locale.ROOT,
                "%,d weights converted, %,d of them (%.1f %%) changed their value: %,d became 0, %,d infinite%s",
                loss.values(),
                loss.changed(),
                100.0 * loss.changed() / loss.values(),
                loss.vanished(),
                loss.overflowed(),
                largest);
    }

    /** A bar of what was read; nothing where standard error is no terminal. */
    private static final class Progress implements LongConsumer, AutoCloseable {
        private final ProgressBar bar;

        Progress(long bytes) {
            bar = System.console() == null
                    ? null
                    : new ProgressBarBuilder()
                            .setTaskName("converting")
                            .setInitialMax(bytes / MIB)
                            .setUnit(" MiB", 1)
                            .setStyle(ProgressBarStyle.ASCII)
                            .build();
        }

        @Override
        public void accept(long read) {
            if (bar != null) bar.stepTo(read / MIB);
        }

        @Override
        public void close() {
            if (bar != null) bar.close();
        }
    }
}
