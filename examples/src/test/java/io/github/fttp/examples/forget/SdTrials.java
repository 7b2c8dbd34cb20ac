package io.github.fttp.examples.forget;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.io.Safetensors;
import io.github.fttp.core.method.MethodEntry;
import io.github.fttp.core.method.Methods;
import io.github.fttp.core.method.Modality;
import io.github.fttp.core.method.Need;
import io.github.fttp.core.method.TrainingMethod;
import io.github.fttp.core.method.UnlearningMethod;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.diffusion.lora.AppliedLora;
import io.github.fttp.diffusion.lora.DiffusersLora;
import io.github.fttp.diffusion.pipeline.StableDiffusionFolder;
import io.github.fttp.diffusion.unet.Conditioning;
import io.github.fttp.diffusion.unet.UNet2DConditionModel;
import io.github.fttp.examples.Command;
import io.github.fttp.examples.CommandProcess;
import io.github.fttp.examples.TinyStableDiffusion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A tiny Stable Diffusion for each test, and the command that makes it forget. */
abstract class SdTrials {
    @TempDir
    Path folder;

    TinyStableDiffusion tiny;

    @BeforeEach
    void writeModel() {
        tiny = TinyStableDiffusion.write(folder);
    }

    Path forgotten(String name, String... more) {
        Path out = folder.resolve(name);
        Command run = forget(out, more);
        assertThat(run.status()).as(run.said()).isZero();
        return out;
    }

    Command forget(Path out, String... more) {
        return Command.run(arguments(out, more));
    }

    List<String> arguments(Path out, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "forget-sd",
                "--model",
                tiny.model().toString(),
                "--images",
                tiny.images().toString(),
                "--concept",
                "lamp",
                "--size",
                String.valueOf(TinyStableDiffusion.SIZE),
                "--out",
                out.toString()));
        boolean draws = List.of(more).contains("--sample-images");
        arguments.addAll(draws ? List.of("--image-steps", "2") : List.of("--sample-images", "0"));
        arguments.addAll(List.of(more));
        return arguments;
    }

    /** Options with two images to keep. */
    String[] keeping() {
        Path images = folder.resolve("keep");
        Path prompts = folder.resolve("keep.txt");
        try {
            Files.createDirectories(images);
            Images.writePng(Image.filled(16, 16, 40, 90, 200), images.resolve("a.png"));
            Images.writePng(Image.filled(30, 20, 200, 90, 40), images.resolve("b.png"));
            Files.writeString(prompts, "a blue hat\na small house\n");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return new String[] {"--retain", images.toString(), "--retain-prompts", prompts.toString()};
    }

    static String[] with(String[] some, String... more) {
        return Stream.concat(Arrays.stream(some), Arrays.stream(more)).toArray(String[]::new);
    }

    /** A run in a process of its own that is ended by a signal once it has made six steps. */
    Path cutAfterSixSteps(Consumer<ProcessHandle> signal, String... settings) throws IOException, InterruptedException {
        Path out = folder.resolve("cut");
        CommandProcess.endAfter("step 6 of", signal, arguments(out, settings));
        return out;
    }

    /** Names of all methods for images. */
    static List<String> methods() {
        return Methods.of(Modality.IMAGE).stream().map(MethodEntry::name).toList();
    }

    /** A run by a method changes the error on images to keep, and says all in its files. */
    void assertForgets(String method, String... given) {
        UnlearningMethod made = Methods.parse(method, Modality.IMAGE).method();
        boolean trains = made instanceof TrainingMethod;
        String[] settings = with(given, "--method", method);
        if (trains) settings = with(settings, "--steps", "2", "--rate", "1e-3");
        if (made.needs().contains(Need.ANCHOR_PROMPT)) settings = with(settings, "--anchor", "an image of a hat");
        Path out = forgotten("out", settings);
        Json metrics = Json.data(out.resolve("metrics.json"));
        assertThat(metrics.field("method").text()).isEqualTo(made.name());
        assertThat(metrics.field("settings").field("method").text()).startsWith(method);
        assertThat(metrics.field("steps").count(0)).isEqualTo(trains ? 2 : 0);
        assertThat(number(metrics.field("before"), "retain_error")).isPositive();
        assertThat(number(metrics.field("after"), "retain_error"))
                .isNotEqualTo(number(metrics.field("before"), "retain_error"));
        assertThat(out.resolve("report.html")).content().contains("error on images to keep");
    }

    static Path weights(Path out) {
        return TinyStableDiffusion.weights(out.resolve("model"));
    }

    /** The U-Net's weights that are not as they were. */
    Set<String> changed(Path out) {
        Safetensors before = Safetensors.open(tiny.weights());
        Safetensors after = Safetensors.open(weights(out));
        assertThat(after.names()).isEqualTo(before.names());
        Set<String> changed = new TreeSet<>(before.names());
        changed.removeIf(name -> Arrays.equals(before.floats(name), after.floats(name)));
        return changed;
    }

    static Set<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            Set<String> names = new TreeSet<>();
            files.filter(Files::isRegularFile)
                    .forEach(file -> names.add(folder.relativize(file).toString()));
            return names;
        }
    }

    /** The lines of {@code run.jsonl}. */
    static List<Json> events(Path out) {
        Path log = out.resolve("run.jsonl");
        try {
            return Files.readAllLines(log).stream()
                    .map(line -> Json.data(log, line, 1))
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Predicts the noise of an arbitrary latent. */
    static float[] prediction(Path model, List<Path> adapters) {
        try (StableDiffusionFolder opened = StableDiffusionFolder.open(model);
                Engine engine = new OneDnnEngine();
                UNet2DConditionModel unet = opened.loadUNet(engine)) {
            List<AppliedLora> attached = adapters.stream()
                    .map(file -> DiffusersLora.attach(file, Map.of("unet", unet), engine))
                    .toList();
            try (Tensor sample = waves(engine, Shape.of(1, 4, 8, 8));
                    Tensor context = waves(engine, Shape.of(1, 5, 16));
                    Tape tape = Tape.forward(engine)) {
                return unet.forward(
                                tape,
                                tape.constant(sample),
                                new float[] {300},
                                Conditioning.Vars.of(tape.constant(context)))
                        .value()
                        .toArray();
            } finally {
                attached.forEach(AppliedLora::close);
            }
        }
    }

    static Tensor waves(Engine engine, Shape shape) {
        float[] values = new float[Math.toIntExact(shape.size())];
        for (int i = 0; i < values.length; i++) values[i] = (float) Math.sin(0.7 * i);
        return engine.pool().draw(shape).set(values);
    }

    static float largestDifference(float[] one, float[] other) {
        float largest = 0;
        for (int i = 0; i < one.length; i++) largest = Math.max(largest, Math.abs(one[i] - other[i]));
        return largest;
    }

    static double number(Json object, String field) {
        return object.field(field).number();
    }
}
