package io.github.fttp.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.io.Safetensors;
import io.github.fttp.core.tensor.DType;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The command {@code convert}, and models of float16 weights in the loop. */
class ConvertTest {
    @TempDir
    Path folder;

    private String convert(Path from, String type, String to) {
        StringWriter said = new StringWriter();
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(said));
        line.setErr(new PrintWriter(said));
        assertThat(line.execute(
                        "convert",
                        "--model",
                        from.toString(),
                        "--to",
                        type,
                        "--out",
                        folder.resolve(to).toString()))
                .as(said::toString)
                .isZero();
        return said.toString();
    }

    @Test
    void saysWhatRoundingChanged() {
        TinyLlava tiny = TinyLlava.write(folder);
        assertThat(convert(tiny.model(), "f16", "half"))
                .contains("weights converted", "changed their value", "0 infinite");
        assertThat(convert(folder.resolve("half"), "f32", "single")).contains("none of them changed its value");
        assertThat(Files.exists(folder.resolve("half/tokenizer.json"))).isTrue();
    }

    /**
     * Frozen float16 weights stand for the numbers that they are: steps on them end where steps on the same numbers as float32 do.
     * Not to the last bit: oneDNN may sum in another order, and so does OpenBLAS on some processors (its kernels for
     * AVX-512), though ND4J's products are of float32 in both cases.
     */
    @ParameterizedTest
    @ValueSource(strings = {"onednn", "nd4j"})
    void forgetsOnFloat16WeightsAsOnTheSameInFloat32(String engine) {
        TinyLlava tiny = TinyLlava.write(folder, DType.FLOAT16, UnaryOperator.identity());
        convert(tiny.model(), "f32", "single");
        Safetensors half = adapter(tiny, tiny.model(), engine, "of-half");
        Safetensors single = adapter(tiny, folder.resolve("single"), engine, "of-single");
        assertThat(half.names()).isEqualTo(single.names()).isNotEmpty();
        for (String name : half.names()) {
            float[] found = half.floats(name);
            float[] expected = single.floats(name);
            // Two steps of Adam at a rate of 1e-3: each is about the rate long, whatever the gradient's size, and
            // follows its last bits where it is almost 0. So most agree closely, and none is off by more than both.
            double off = 0;
            for (int i = 0; i < found.length; i++) {
                assertThat(found[i]).as(name).isCloseTo(expected[i], within(4e-3f));
                off += Math.abs(found[i] - expected[i]);
            }
            assertThat(off / found.length).as(name).isLessThan(1e-5);
        }
    }

    private Safetensors adapter(TinyLlava tiny, Path model, String engine, String out) {
        Command command = Command.run(List.of(
                "forget-llava",
                "--model",
                model.toString(),
                "--data",
                tiny.data().toString(),
                "--images",
                tiny.images().toString(),
                "--concept",
                "Mira Volk",
                "--engine",
                engine,
                "--steps",
                "2",
                "--rate",
                "1e-3",
                "--lora-rank",
                "2",
                "--out",
                folder.resolve(out).toString()));
        assertThat(command.status()).as(command.said()).isZero();
        return Safetensors.open(folder.resolve(out).resolve("adapter/adapter_model.safetensors"));
    }

    @Test
    void drawsTheSameImageWithFloat16WeightsAsWithTheSameInFloat32() {
        TinyStableDiffusion tiny = TinyStableDiffusion.write(folder);
        convert(tiny.model(), "f16", "half");
        convert(folder.resolve("half"), "f32", "single");
        assertThat(image("half")).containsExactly(image("single"));
    }

    private byte[] image(String model) {
        Path out = folder.resolve(model + ".png");
        Command command = Command.run(List.of(
                "generate-sd",
                "--model",
                folder.resolve(model).toString(),
                "--prompt",
                "a lamp",
                "--height",
                "16",
                "--width",
                "16",
                "--steps",
                "2",
                "--engine",
                "nd4j",
                "--out",
                out.toString()));
        assertThat(command.status()).as(command.said()).isZero();
        return Images.read(out).rgb();
    }

    @Test
    void refusesWithOneMessage() {
        TinyLlava tiny = TinyLlava.write(folder);
        Command same = Command.run(List.of(
                "convert",
                "--model",
                tiny.model().toString(),
                "--to",
                "f32",
                "--out",
                folder.resolve("x").toString()));
        assertThat(same.status()).isEqualTo(2);
        assertThat(same.said()).contains("holds F32 weights alone already");
        Command there = Command.run(List.of(
                "convert",
                "--model",
                tiny.model().toString(),
                "--to",
                "f16",
                "--out",
                tiny.images().toString()));
        assertThat(there.status()).isEqualTo(2);
        assertThat(there.said()).contains("is there already, name another folder");
    }

    /** Killed while it writes, at whatever moment that is: the folder is there whole or not, and the next try works. */
    @Test
    void leavesNoHalfAFolderWhenItIsKilled() throws IOException, InterruptedException {
        TinyLlava tiny = TinyLlava.write(folder);
        Path out = folder.resolve("killed");
        List<String> line = CommandProcess.line();
        line.addAll(List.of("convert", "--model", tiny.model().toString(), "--to", "bf16", "--out", out.toString()));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        boolean began = false;
        while (!began && process.isAlive()) {
            try (var files = Files.list(folder)) {
                began = files.anyMatch(file -> file.getFileName().toString().startsWith(".killed."));
            }
            Thread.onSpinWait();
        }
        process.destroyForcibly();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        if (!Files.exists(out)) convert(tiny.model(), "bf16", "killed");
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).noneMatch(name -> name.endsWith(".part"));
        }
        assertThat(Json.checkpoint(out.resolve("config.json")).names()).isNotEmpty();
        Safetensors written = Safetensors.open(out.resolve("model.safetensors"));
        for (String name : written.names())
            assertThat(written.info(name).type()).isEqualTo("BF16");
    }

    /** In a process of its own, since oneDNN asks the processor, or the environment, once. */
    @Test
    void warnsOfBf16OnAProcessorWithout() throws IOException, InterruptedException {
        List<String> line = CommandProcess.line();
        line.addAll(generating(TinyLlava.write(folder, DType.BFLOAT16, UnaryOperator.identity())));
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().put("ONEDNN_MAX_CPU_ISA", "AVX2");
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).contains("warning: this processor has no bfloat16 instructions", "leave it out");
    }

    @Test
    void warnsOfBf16WhereNoWeightIs() {
        try (OneDnnEngine engine = new OneDnnEngine()) {
            assumeTrue(engine.hasBfloat16(), "the processor has no bfloat16");
        }
        TinyLlava tiny = TinyLlava.write(folder, DType.FLOAT16, UnaryOperator.identity());
        Command command = Command.run(generating(tiny));
        assertThat(command.status()).as(command.said()).isZero();
        assertThat(command.said())
                .contains("warning: " + tiny.model() + " holds F16, F32, and --bf16 rounds")
                .contains("convert --model " + tiny.model() + " --to bf16");
    }

    private static List<String> generating(TinyLlava tiny) {
        String model = tiny.model().toString();
        return List.of("generate-llava", "--model", model, "--prompt", "Who?", "--max-tokens", "1", "--bf16");
    }
}
