package io.github.fttp.examples.forget;

import static io.github.fttp.core.testing.Bounds.within;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.io.Digest;
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
import io.github.fttp.examples.ModelFiles;
import io.github.fttp.examples.TinyStableDiffusion;
import io.github.fttp.examples.Trial;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForgetSdTest {
    @TempDir
    Path folder;

    private TinyStableDiffusion tiny;

    @BeforeEach
    void writeModel() {
        tiny = TinyStableDiffusion.write(folder);
    }

    @Test
    void writesAPipelineOfWhichOnlyTheUNetIsNew() throws IOException {
        Path out = forgotten("out", "--steps", "2", "--rate", "1e-3");
        StableDiffusionFolder.open(out.resolve("model")).close();
        Set<String> differ = new TreeSet<>();
        for (String file : files(tiny.model())) {
            byte[] before = Files.readAllBytes(tiny.model().resolve(file));
            if (!Arrays.equals(before, Files.readAllBytes(out.resolve("model").resolve(file)))) differ.add(file);
        }
        assertThat(files(out.resolve("model"))).isEqualTo(files(tiny.model()));
        assertThat(differ).containsExactly("unet/diffusion_pytorch_model.safetensors");
        // "full" trains all of it.
        assertThat(changed(out)).isEqualTo(Safetensors.open(tiny.weights()).names());
        assertThat(out.resolve("checkpoint.safetensors")).doesNotExist();
    }

    @Test
    void trainsWithASchedulerThatItCannotDrawWith() {
        Path known = forgotten("known", "--steps", "1");
        tiny.scheduler("TCDScheduler");
        Trial.of("forget-sd", folder.resolve("unknown"))
                .with("--model", tiny.model())
                .with("--images", tiny.images())
                .with("--concept", "lamp")
                .with("--size", TinyStableDiffusion.SIZE)
                .with("--sample-images", 1)
                .with("--steps", 1)
                .warned()
                .contains("\"TCDScheduler\", which draws no images here", "drawn with DDIMScheduler");
        assertThat(TinyStableDiffusion.weights(folder.resolve("unknown/model")))
                .hasSameBinaryContentAs(TinyStableDiffusion.weights(known.resolve("model")));
    }

    @Test
    void whatTrainedIsNoLongerInHalfPrecision() throws IOException {
        ModelFiles.types(tiny.weights(), "F16");
        Files.move(tiny.weights(), tiny.weights().resolveSibling("diffusion_pytorch_model.fp16.safetensors"));
        Path out = forgotten("out", "--steps", "1");
        assertThat(files(out.resolve("model/unet")))
                .containsExactlyInAnyOrder("config.json", "diffusion_pytorch_model.safetensors");
        StableDiffusionFolder.open(out.resolve("model")).close();
    }

    @Test
    void leavesALogFiguresAndAReport() throws IOException {
        Path out = forgotten("out", "--steps", "4", "--evaluate-every", "2", "--sample-images", "1");
        List<Json> events = events(out);
        assertThat(events.stream().map(event -> event.field("event").text()))
                .containsExactly("started", "step", "step", "evaluated", "step", "step", "evaluated", "finished");
        Json settings = events.get(0).field("value").field("settings");
        assertThat(settings.field("method").text()).isEqualTo("fttp:alpha=30,beta=55");
        assertThat(settings.field("concept").text()).isEqualTo("lamp");
        assertThat(settings.field("samples").text()).isEqualTo("3");
        assertThat(settings.field("trains").text()).isEqualTo("full");

        Json metrics = Json.data(out.resolve("metrics.json"));
        assertThat(metrics.field("concept").text()).isEqualTo("lamp");
        assertThat(metrics.field("steps").count(0)).isEqualTo(4);
        assertThat(metrics.field("end").text()).isEqualTo("steps");
        Json after = metrics.field("after");
        assertThat(after.names())
                .containsExactlyInAnyOrder(
                        "concept_error_q1",
                        "concept_error_q2",
                        "concept_error_q3",
                        "concept_error_q4",
                        "rest_error_q1",
                        "rest_error_q2",
                        "rest_error_q3",
                        "rest_error_q4",
                        "concept_error",
                        "rest_error");
        // The last evaluation is of the model that is written, with the same noise.
        Json last = events.get(6).field("value");
        assertThat(last.field("number").count(0)).isEqualTo(4);
        assertThat(last.field("figures").node()).isEqualTo(after.node());
        assertThat(number(metrics.field("before"), "concept_error")).isNotEqualTo(number(after, "concept_error"));

        assertThat(out.resolve("report.html"))
                .content()
                .contains("Forgetting lamp", "<svg", "data:image/png;base64,", "an image of a lamp", "0.png", "2.png");
    }

    /** A model of random weights errs more than one that knows nothing: then its first measurement ends the run. */
    @Test
    void theConceptDecidesWhenTheRunEndsUnlessStepsAreCounted() {
        Path out = folder.resolve("out");
        List<String> arguments = arguments(out, "--evaluate-every", "3");
        Command run = Command.run(arguments);
        assertThat(run.status()).as(run.said()).isZero();
        Json metrics = Json.data(out.resolve("metrics.json"));
        assertThat(metrics.field("end").text()).isEqualTo("chance_reached");
        assertThat(metrics.field("steps").count(0)).isEqualTo(3);
        assertThat(metrics.field("settings").field("until").text()).startsWith("chance, an error of ");
        assertThat(metrics.field("growth_under_mask_against_outside").number()).isPositive();
        Path grown = forgotten(
                "grown",
                "--rate",
                "2e-3",
                "--method",
                "fttp:alpha=70",
                "--stop-growth",
                "1.5",
                "--evaluate-every",
                "2");
        Json end = Json.data(grown.resolve("metrics.json"));
        assertThat(end.field("end").text()).isEqualTo("chance_reached");
        assertThat(end.field("growth_under_mask_against_outside").number()).isGreaterThanOrEqualTo(1.5);
        assertThat(forget(folder.resolve("other"), "--stop-growth", "2", "--evaluate-every", "0")
                        .said())
                .contains("--stop-growth", "with --evaluate-every 0");
    }

    @Test
    void theReportShowsImagesOfTheRunsOwnPrompts() throws IOException {
        Path prompts = Files.writeString(folder.resolve("own.txt"), "a lamp on a hat\na small lamp\na lamp on a hat\n");
        Path out = forgotten("out", "--steps", "1", "--sample-images", "1", "--prompts", prompts.toString());
        String page = Files.readString(out.resolve("report.html"));
        String images = page.substring(page.indexOf("of the same seeds"), page.indexOf(">What was marked</h2>"));
        assertThat(images).contains("a lamp on a hat", "a small lamp").doesNotContain("an image of");
        assertThat(images.split("<img")).hasSize(5);
    }

    @Test
    void theSameSeedGivesTheSameBits() throws IOException {
        Path one = forgotten("one", "--steps", "3", "--seed", "3", "--rate", "1e-3");
        Path other = forgotten("other", "--steps", "3", "--seed", "4", "--rate", "1e-3");
        Path again = forgotten("again", "--steps", "3", "--seed", "3", "--rate", "1e-3");
        assertThat(weights(again)).hasSameBinaryContentAs(weights(one));
        assertThat(Files.mismatch(weights(other), weights(one))).isNotNegative();
    }

    @Test
    void savingMemoryChangesNoBit() {
        String[] graddiff = {"--steps", "3", "--rate", "1e-3", "--method", "graddiff"};
        Path plain = forgotten("plain", with(graddiff, keeping()));
        Path recomputed = forgotten("recomputed", with(with(graddiff, keeping()), "--gradient-checkpointing"));
        // With a limit that no gradient reaches, all of them exist at once.
        Path clipped = forgotten("clipped", with(with(graddiff, keeping()), "--clip", "1e9"));
        assertThat(weights(recomputed)).hasSameBinaryContentAs(weights(plain));
        assertThat(weights(clipped)).hasSameBinaryContentAs(weights(plain));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRunThatWasKilledOrStoppedResumesToTheSameBits(boolean killed) throws IOException, InterruptedException {
        String[] settings = {"--steps", "20", "--rate", "1e-3", "--checkpoint-every", "2"};
        Path whole = forgotten("whole", settings);

        Path cut = cutAfterSixSteps(killed ? Process::destroyForcibly : Process::destroy, settings);
        assertThat(cut.resolve("model")).doesNotExist();
        // What is stopped says how far it came; what is killed can't.
        assertThat(Files.exists(cut.resolve("metrics.json"))).isEqualTo(!killed);
        if (!killed) {
            Json interrupted = Json.data(cut.resolve("metrics.json"));
            assertThat(interrupted.field("end").text()).isEqualTo("interrupted");
            assertThat(cut.resolve("report.html")).content().contains("(interrupted)");
        }
        assertThat(cut.resolve("checkpoint.safetensors")).exists();

        String[] resumed = with(settings, "--resume");
        assertThat(forget(cut, "--steps", "21", "--rate", "1e-3", "--resume").said())
                .contains("checkpoint.safetensors: was made with other settings");
        assertThat(forget(cut, resumed).status()).isZero();
        assertThat(weights(cut)).hasSameBinaryContentAs(weights(whole));
        assertThat(events(cut).stream()
                        .filter(event -> event.field("event").text().equals("step")))
                .hasSize(20);
        Json ofCut = Json.data(cut.resolve("metrics.json"));
        Json ofWhole = Json.data(whole.resolve("metrics.json"));
        assertThat(ofCut.field("before").node())
                .isEqualTo(ofWhole.field("before").node());
        assertThat(ofCut.field("after").node()).isEqualTo(ofWhole.field("after").node());
        assertThat(forget(cut, resumed).said()).contains("holds a run that is finished: nothing to resume");
    }

    @ParameterizedTest
    @CsvSource({
        "xattn, .*\\.attn2\\..*",
        "xattn-kv, .*\\.attn2\\.to_[kv]\\.weight",
        "unconditional, ^(?!.*attn2).*\\.(?!norm)\\w+\\.(weight|bias)|conv_(in|out)\\..*",
        "'conv_(in|out)\\.weight', 'conv_(in|out)\\.weight'",
        "XATTN, .*\\.attn2\\..*",
    })
    void trainsWhatItIsToldTo(String part, String names) {
        Path out = forgotten("out", "--steps", "2", "--rate", "1e-3", "--train", part);
        Set<String> expected = new TreeSet<>(Safetensors.open(tiny.weights()).names());
        expected.removeIf(name -> !name.matches(names));
        assertThat(expected).isNotEmpty();
        assertThat(changed(out)).isEqualTo(expected);
    }

    @Test
    void anAdapterOnTheBaseIsTheMergedModel() {
        String[] settings = {"--steps", "4", "--rate", "1e-2", "--train", "lora", "--lora-rank", "2"};
        Path out = forgotten("out", with(settings, "--merge"));
        float[] base = prediction(tiny.model(), List.of());
        float[] adapted = prediction(tiny.model(), List.of(out.resolve(DiffusersLora.FILE)));
        float[] merged = prediction(out.resolve("model"), List.of());
        assertThat(adapted).containsExactly(merged, within(1e-5f));
        assertThat(largestDifference(base, merged)).isGreaterThan(1e-3f);

        Path alone = forgotten("alone", settings);
        assertThat(alone.resolve("model")).doesNotExist();
        assertThat(alone.resolve(DiffusersLora.FILE)).hasSameBinaryContentAs(out.resolve(DiffusersLora.FILE));
    }

    static List<String> methods() {
        return Methods.of(Modality.IMAGE).stream().map(MethodEntry::name).toList();
    }

    @ParameterizedTest
    @MethodSource("methods")
    void forgetsByEveryMethod(String method) {
        assertForgets(method, keeping());
    }

    @ParameterizedTest
    @ValueSource(strings = {"fttp-kl", "esd-x"})
    void anAdapterSwitchedOffIsTheBaseModelToo(String method) {
        assertForgets(method, with(keeping(), "--train", "lora"));
    }

    private void assertForgets(String method, String... given) {
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

    @Test
    void anEditLeavesWordsThatArePreserved() {
        Path all = forgotten("all", "--method", "uce:beta=1e-3", "--anchor", "hat");
        Path kept = forgotten("kept", "--method", "uce:beta=1e-3", "--anchor", "hat", "--preserve", "cup");
        assertThat(Json.data(kept.resolve("metrics.json"))
                        .field("settings")
                        .field("preserved")
                        .text())
                .isEqualTo("cup");
        assertThat(Digest.of(weights(all))).isNotEqualTo(Digest.of(weights(kept)));
        assertThat(forget(folder.resolve("no"), "--method", "uce", "--steps", "1")
                        .said())
                .contains("--steps has no effect with --method uce (nothing trains)");
    }

    @Test
    void findsMasksThatNobodyDrew() throws IOException {
        for (int i = 0; i < 3; i++) Files.delete(tiny.images().resolve(i + ".json"));
        Path out = forgotten("out", "--steps", "1", "--word-masks", "0.5");
        assertThat(events(out).get(0).field("value").field("samples").count(0)).isEqualTo(3);
        assertThat(number(Json.data(out.resolve("metrics.json")).field("before"), "concept_error"))
                .isPositive();
        assertThat(forget(folder.resolve("other"), "--word-masks", "0.5", "--template", "a hat")
                        .said())
                .contains("0.png: its prompt \"a hat\" does not name lamp");
        assertThat(forget(folder.resolve("other"), "--word-masks", "2").said())
                .contains("--word-masks must be above 0");
    }

    @Test
    void changesOnlyWhatMattersToTheConcept() {
        Path out = forgotten("out", "--steps", "2", "--rate", "1e-3", "--saliency", "0.25");
        Safetensors before = Safetensors.open(tiny.weights());
        Safetensors after = Safetensors.open(weights(out));
        int all = 0;
        int moved = 0;
        for (String name : before.names()) {
            float[] was = before.floats(name);
            float[] is = after.floats(name);
            all += was.length;
            for (int i = 0; i < was.length; i++) if (was[i] != is[i]) moved++;
        }
        assertThat(moved).isBetween((int) (0.2 * all), (int) (0.25 * all));
    }

    /** The claim in miniature: a model of random weights has little else to lose. */
    @Test
    void theErrorGrowsUnderTheMaskFarMoreThanOutside() {
        Path out = forgotten("out", "--steps", "20", "--rate", "2e-3", "--method", "fttp:alpha=70");
        Json metrics = Json.data(out.resolve("metrics.json"));
        Json before = metrics.field("before");
        Json after = metrics.field("after");
        double concept = number(after, "concept_error") / number(before, "concept_error");
        double rest = number(after, "rest_error") / number(before, "rest_error");
        assertThat(concept).isGreaterThan(2);
        assertThat(concept).isGreaterThan(2 * rest);
    }

    @Test
    void eachImageIsSeenMirroredAsWell() {
        Path out = forgotten("out", "--steps", "1", "--flip");
        assertThat(events(out).get(0).field("value").field("samples").count(0)).isEqualTo(6);
        assertThat(out.resolve("report.html")).content().contains("0.png mirrored");
    }

    /** Only those that split an image ask which pixels the concept is. */
    @ParameterizedTest
    @CsvSource({
        "ga,''",
        "graddiff,--retain",
        "random-label,--retain",
        "salun,--retain",
        "concept-ablation,--retain",
        "esd-x,''"
    })
    void methodsThatNeedNoMasksTakeAllImages(String method, String retain) throws IOException {
        for (int i = 0; i < 3; i++) Files.delete(tiny.images().resolve(i + ".json"));
        List<String> more = new ArrayList<>(List.of("--method", method, "--steps", "1"));
        if (!retain.isEmpty()) {
            Path prompts = Files.writeString(folder.resolve("retain.txt"), "a cup");
            more.addAll(List.of("--retain", tiny.images().toString(), "--retain-prompts", prompts.toString()));
        }
        if (Methods.parse(method, Modality.IMAGE).method().needs().contains(Need.ANCHOR_PROMPT)) {
            more.addAll(List.of("--anchor", "a cup"));
        }
        Path out = forgotten("out", more.toArray(String[]::new));
        Json after = Json.data(out.resolve("metrics.json")).field("after");
        assertThat(after.field("concept_error").isNull()).isTrue();
        assertThat(number(after, "rest_error")).isPositive();
        for (String other : List.of("fttp", "fttp-kl")) {
            Command refused = forget(folder.resolve(other), "--method", other, "--steps", "1");
            assertThat(refused.status()).isEqualTo(2);
            assertThat(refused.said()).contains("holds no masks");
        }
    }

    @Test
    void methodsThatNeedNoMasksMeasureByThoseThereAre() throws IOException {
        Files.delete(tiny.images().resolve("1.json"));
        Files.writeString(tiny.images().resolve("2.json"), "{}");
        Command run = forget(folder.resolve("out"), "--method", "ga", "--steps", "1");
        assertThat(run.status()).as(run.said()).isZero();
        assertThat(run.said()).contains("not measured by its mask: ", "2.json: shapes is missing");
        Json metrics = Json.data(folder.resolve("out/metrics.json"));
        assertThat(number(metrics.field("after"), "concept_error")).isPositive();
        assertThat(metrics.field("settings").field("samples").text()).isEqualTo("3");
    }

    @Test
    void promptsMayComeInATableWithFolders() throws IOException {
        Path prompts = Files.writeString(
                folder.resolve("metadata.csv"),
                "file_name,text,seed\nelsewhere/0.png,\"a lamp, lit\",1\n1.png,a lamp,2\n2.png,a lamp,3\n");
        Command run = forget(folder.resolve("out"), "--steps", "1", "--prompts", prompts.toString());
        assertThat(run.status()).as(run.said()).isZero();
        assertThat(run.said()).contains("metadata.csv: its seeds are not used");
        assertThat(folder.resolve("out/report.html")).content().contains("a lamp, lit");
    }

    private Path forgotten(String name, String... more) {
        Path out = folder.resolve(name);
        Command run = forget(out, more);
        assertThat(run.status()).as(run.said()).isZero();
        return out;
    }

    private Command forget(Path out, String... more) {
        return Command.run(arguments(out, more));
    }

    private List<String> arguments(Path out, String... more) {
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
    private String[] keeping() {
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

    private static String[] with(String[] some, String... more) {
        return Stream.concat(Arrays.stream(some), Arrays.stream(more)).toArray(String[]::new);
    }

    /** A run in a process of its own that is ended by a signal once it has made six steps. */
    private Path cutAfterSixSteps(Consumer<Process> signal, String... settings)
            throws IOException, InterruptedException {
        Path out = folder.resolve("cut");
        CommandProcess.endAfter("step 6 of", signal, arguments(out, settings));
        return out;
    }

    private static Path weights(Path out) {
        return TinyStableDiffusion.weights(out.resolve("model"));
    }

    /** The U-Net's weights that are not as they were. */
    private Set<String> changed(Path out) {
        Safetensors before = Safetensors.open(tiny.weights());
        Safetensors after = Safetensors.open(weights(out));
        assertThat(after.names()).isEqualTo(before.names());
        Set<String> changed = new TreeSet<>(before.names());
        changed.removeIf(name -> Arrays.equals(before.floats(name), after.floats(name)));
        return changed;
    }

    private static Set<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            Set<String> names = new TreeSet<>();
            files.filter(Files::isRegularFile)
                    .forEach(file -> names.add(folder.relativize(file).toString()));
            return names;
        }
    }

    /** The lines of {@code run.jsonl}. */
    private static List<Json> events(Path out) {
        Path log = out.resolve("run.jsonl");
        try {
            return Files.readAllLines(log).stream()
                    .map(line -> Json.data(log, line, 1))
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** What a U-Net says of an arbitrary latent. */
    private static float[] prediction(Path model, List<Path> adapters) {
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

    private static Tensor waves(Engine engine, Shape shape) {
        float[] values = new float[Math.toIntExact(shape.size())];
        for (int i = 0; i < values.length; i++) values[i] = (float) Math.sin(0.7 * i);
        return engine.pool().draw(shape).set(values);
    }

    private static float largestDifference(float[] one, float[] other) {
        float largest = 0;
        for (int i = 0; i < one.length; i++) largest = Math.max(largest, Math.abs(one[i] - other[i]));
        return largest;
    }

    private static double number(Json object, String field) {
        return object.field(field).number();
    }
}
