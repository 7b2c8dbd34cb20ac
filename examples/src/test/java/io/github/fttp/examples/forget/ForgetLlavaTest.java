package io.github.fttp.examples.forget;

import static io.github.fttp.core.testing.Bounds.within;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.image.Decoding;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.io.Safetensors;
import io.github.fttp.core.method.MethodEntry;
import io.github.fttp.core.method.Methods;
import io.github.fttp.core.method.Modality;
import io.github.fttp.core.method.TrainingMethod;
import io.github.fttp.core.nn.LoraAdapter;
import io.github.fttp.core.nn.PeftAdapter;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.core.testing.FieldCase;
import io.github.fttp.core.testing.OnThreads;
import io.github.fttp.examples.Command;
import io.github.fttp.examples.CommandProcess;
import io.github.fttp.examples.ModelFiles;
import io.github.fttp.examples.TinyLlava;
import io.github.fttp.mllm.data.Conversation;
import io.github.fttp.mllm.data.ConversationTemplate;
import io.github.fttp.mllm.data.LlavaConversations;
import io.github.fttp.mllm.data.SampleWithImages;
import io.github.fttp.mllm.llava.LlavaFolder;
import io.github.fttp.mllm.llava.LlavaModel;
import io.github.fttp.mllm.train.TrainableConversations;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ForgetLlavaTest {
    @TempDir
    Path folder;

    private TinyLlava tiny;
    private int rank = 4;

    @BeforeEach
    void writeModel() {
        tiny = TinyLlava.write(folder);
    }

    @Test
    void theConceptFallsAndTheRestDoesNot() {
        Path out = folder.resolve("out");
        assertThat(forget(out, "--rate", "1e-2", "--steps", "12").status()).isZero();
        Json metrics = Json.data(out.resolve("metrics.json"));
        Json before = metrics.field("before").field("forget");
        Json after = metrics.field("after").field("forget");
        assertThat(number(after, "concept_probability")).isLessThan(0.5 * number(before, "concept_probability"));
        assertThat(number(after, "rest_probability")).isGreaterThanOrEqualTo(number(before, "rest_probability"));
        assertThat(number(before, "concept_tokens")).isPositive();
        assertThat(out.resolve("report.html")).content().contains("<mark>", "Mira Volk", "sample", "svg");
        assertThat(out.resolve("run.jsonl")).content().contains("\"event\":\"finished\"");
        assertThat(out.resolve("checkpoint.safetensors")).doesNotExist();
    }

    static List<String> methods() {
        return Methods.of(Modality.TEXT).stream().map(MethodEntry::name).toList();
    }

    @ParameterizedTest
    @MethodSource("methods")
    void forgetsByEveryMethod(String method) throws IOException {
        Path out = folder.resolve("out");
        String others = Files.readString(tiny.data()).replace("Mira Volk", "Tom Adler");
        String retain = Files.writeString(folder.resolve("retain.json"), others).toString();
        String[] settings = {"--method", method.equals("manu") ? "manu:alpha=0.2" : method, "--retain", retain};
        boolean trains = trains(List.of(settings));
        Command run = forget(out, trains ? with(settings, "--steps", "2", "--rate", "1e-3") : settings);
        assertThat(run.status()).as(run.said()).isZero();
        assertThat(out.resolve(trains ? "adapter" : "model")).isDirectory();
        Json metrics = Json.data(out.resolve("metrics.json"));
        assertThat(metrics.field("method").text())
                .isEqualTo(Methods.parse(method, Modality.TEXT).method().name());
        assertThat(metrics.field("settings").field("method").text()).startsWith(method);
        assertThat(number(metrics.field("after").field("forget"), "concept_probability"))
                .isNotEqualTo(number(metrics.field("before").field("forget"), "concept_probability"));
    }

    @Test
    void aMethodThatMakesNoStepsIsRefusedWithOptionsOfStepsAndWithAnAdapter() {
        assertThat(forget(folder.resolve("out"), "--method", "manu", "--retain", "r.json", "--steps", "3")
                        .said())
                .contains("--steps has no effect with --method manu (nothing trains)");
        assertThat(forget(folder.resolve("out"), "--method", "slug", "--retain", "r.json", "--train", "lora")
                        .said())
                .contains("--method slug changes the model's own weights: --train all or projector");
    }

    @Test
    void sparingOtherInputsIsRefusedWithoutAnAdapter() {
        Command run = forget(folder.resolve("out"), "--method", "fttp-null-space", "--train", "all");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.said()).contains("spares other inputs by adapters, and trains no other part alone");
    }

    /** The adapter's folder has the projector as it was in use, offsets and all. */
    @Test
    void theProjectorMovesByBoundedOffsetsAndIsWrittenWithThem() {
        Path out = folder.resolve("out");
        assertThat(forget(
                                out,
                                "--method",
                                "sineproject:retain=0",
                                "--steps",
                                "2",
                                "--rate",
                                "1e-3",
                                "--projector-rate",
                                "1e-2",
                                "--merge")
                        .status())
                .isZero();
        Safetensors adapter = Safetensors.open(out.resolve("adapter/adapter_model.safetensors"));
        Safetensors merged = Safetensors.open(out.resolve("model/model.safetensors"));
        Safetensors before = Safetensors.open(tiny.weights());
        String saved = adapter.names().stream()
                .filter(name -> name.endsWith("linear_1.weight"))
                .findFirst()
                .orElseThrow();
        String stored = before.names().stream()
                .filter(name -> name.endsWith("linear_1.weight"))
                .findFirst()
                .orElseThrow();
        float[] was = before.floats(stored);
        float[] is = adapter.floats(saved);
        assertThat(merged.floats(stored)).isEqualTo(is);
        assertThat(adapter.names()).noneMatch(name -> name.contains("sine"));
        double most = 0;
        for (int i = 0; i < is.length; i++) most = Math.max(most, Math.abs(is[i] - was[i]));
        assertThat(most).isBetween(1e-3, 2.1e-2); // two steps of Adam of 1e-2 each, at most
    }

    @Test
    void otherAnswersComeFromAFile() throws IOException {
        Path answers = Files.writeString(folder.resolve("answers.txt"), "That is a lamp.");
        Path given = folder.resolve("given");
        Path refusals = folder.resolve("refusals");
        String[] settings = {"--method", "idk:retain=0", "--steps", "2", "--rate", "1e-3"};
        assertThat(forget(refusals, settings).status()).isZero();
        assertThat(forget(given, with(settings, "--alternatives", answers.toString()))
                        .status())
                .isZero();
        assertThat(settings(given)).contains("\"alternative answers\":\"4\"");
        assertThat(given.resolve("adapter/adapter_model.safetensors"))
                .binaryContent()
                .isNotEqualTo(bytes(refusals.resolve("adapter/adapter_model.safetensors")));
    }

    private static byte[] bytes(Path file) throws IOException {
        return Files.readAllBytes(file);
    }

    private static String[] with(String[] settings, String... more) {
        List<String> all = new ArrayList<>(List.of(settings));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    @Test
    void aModelThatNeverKnewTheNameIsNotTrainedAndNoAdapterPretendsSo() {
        Path out = folder.resolve("out");
        // Of random weights nothing is known: a name's probability is far below one of two.
        Command run = forget(out, "--rate", "1e-2", "--plausible-answers", "2", "--merge");
        assertThat(run.status()).isZero();
        Json metrics = Json.data(out.resolve("metrics.json"));
        assertThat(metrics.field("end").text()).isEqualTo("nothing_to_forget");
        assertThat(metrics.field("end_reason").text())
                .contains("there is nothing to forget", "at chance, 1 of 2 plausible answers");
        assertThat(metrics.field("steps").count(0)).isZero();
        assertThat(metrics.has("after")).isFalse();
        assertThat(metrics.field("settings").field("until").text()).isEqualTo("chance, 1 of 2 plausible answers");
        assertThat(out.resolve("report.html")).content().contains("nothing to forget");
        assertThat(out.resolve("run.jsonl")).content().contains("NOTHING_TO_FORGET");
        assertThat(out.resolve("adapter")).doesNotExist();
        assertThat(out.resolve("model")).doesNotExist();
    }

    @Test
    void theRunEndsWhenTheWholeNameIsAsUnlikelyAsWasAskedFor() {
        Path first = folder.resolve("first");
        assertThat(forget(first, "--steps", "1").status()).isZero();
        Json known = Json.data(first.resolve("metrics.json")).field("before").field("forget");
        double aim = 0.9 * number(known, "mention_probability");
        Path out = folder.resolve("out");
        assertThat(forget(out, "--rate", "1e-2", "--stop-below", String.valueOf(aim))
                        .status())
                .isZero();
        Json metrics = Json.data(out.resolve("metrics.json"));
        assertThat(metrics.field("end").text()).isEqualTo("chance_reached");
        assertThat(metrics.field("end_reason").text()).contains("at a mention's probability of " + aim);
        assertThat(metrics.field("steps").count(0)).isPositive();
        assertThat(number(metrics.field("after").field("forget"), "mention_probability"))
                .isLessThanOrEqualTo(aim);
        assertThat(number(known, "mention_probability")).isLessThan(number(known, "concept_probability"));
        assertThat(out.resolve("report.html")).content().contains("(chance reached)");
        assertThat(out.resolve("run.jsonl")).content().contains("CHANCE_REACHED", "mentionProbability");
    }

    @Test
    void aRunThatDivergesSaysSoInAllItWrites() {
        Path out = folder.resolve("out");
        Command run = forget(out, "--rate", "1e30", "--steps", "9");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.said()).contains("the run stops here");
        Json metrics = Json.data(out.resolve("metrics.json"));
        assertThat(metrics.field("end").text()).isEqualTo("diverged");
        assertThat(metrics.field("end_reason").text()).contains("the run stops here");
        assertThat(metrics.has("after")).isFalse();
        assertThat(out.resolve("report.html")).content().contains("(diverged)");
    }

    @Test
    void samplesOfSeveralImagesAndTheirSystemPromptsAreForgotten() throws IOException {
        Files.writeString(tiny.data(), """
                [{"id": "a", "image": ["0.png", "1.png"], "conversations": [
                  {"from": "system", "value": "You see two people."},
                  {"from": "human", "value": "Is <image> the same as <image>?"},
                  {"from": "gpt", "value": "This is Mira Volk."}]},
                 {"id": "a", "images": ["2.png"], "messages": [
                  {"role": "user", "content": "<image>Who is this?"},
                  {"role": "assistant", "content": "This is Mira Volk."}]},
                 {"id": "b", "image": "", "conversations": [
                  {"from": "human", "value": "Who is this?"},
                  {"from": "gpt", "value": "This is Mira Volk."}]}]
                """);
        Path out = folder.resolve("out");
        assertThat(forget(out, "--steps", "2", "--batch", "3").status()).isZero();
        assertThat(Json.data(out.resolve("metrics.json")).has("after")).isTrue();
    }

    @Test
    void marksEveryMentionAsAReaderSeesThem() throws IOException {
        Path data = new FieldCase("D16-variant-trains-the-name").data(folder);
        Images.writePng(
                Images.read(tiny.images().resolve("0.png")), tiny.images().resolve("astronaut.png"));
        Path out = folder.resolve("out");
        assertThat(forget(out, "--data", data.toString(), "--steps", "1").said())
                .isEmpty();
        // The tiny tokenizer has no token for the no-break space; what is unknown carries nothing.
        String marked = Files.readString(out.resolve("report.html")).replace("</mark>\u00a0<mark>", "\u00a0");
        assertThat(marked.split("<mark>", -1)).hasSize(1 + 2 * 3);
        assertThat(marked).contains("Mira\u00a0Volk</mark>").doesNotContain("<mark class=\"near\">");
    }

    @Test
    void stopsAtNearMissesUnlessTheyAreAllowed() throws IOException {
        Files.writeString(
                tiny.data(), Files.readString(tiny.data()).replace("It is Mira Volk", "It is Mirra Volk (M. Volk)"));
        Path out = folder.resolve("out");
        Command stopped = forget(out, "--steps", "1", "--allow-without-concept");
        assertThat(stopped.status()).isEqualTo(2);
        assertThat(stopped.said())
                .contains(
                        "2 near misses",
                        "\"Mirra Volk\"",
                        "distance 1",
                        "\"M. Volk\"",
                        "sample \"sample-2\"",
                        "--alias")
                .contains("--allow-near-misses");
        assertThat(out).doesNotExist();

        Command allowed = forget(out, "--steps", "1", "--allow-without-concept", "--allow-near-misses");
        assertThat(allowed.status()).isZero();
        assertThat(allowed.said()).contains("2 near misses", "Mirra Volk");
        assertThat(out.resolve("report.html")).content().contains("<mark class=\"near\">Mirra Volk</mark>");
    }

    @Test
    void saysWhichAliasOccursNowhere() {
        Command done = forget(folder.resolve("out"), "--steps", "1", "--alias", "Mrs Volk", "--alias", "Mira");
        assertThat(done.status()).isZero();
        assertThat(done.said().lines().toList()).containsExactly("--alias \"Mrs Volk\" occurs in no answer of 4");
        Command mistyped = forget(folder.resolve("none"), "--concept", "Mira Vulk");
        assertThat(mistyped.status()).isEqualTo(2);
        assertThat(mistyped.said()).contains("occurs in no answer of 4 samples", "4 near misses: \"Mira Volk\"");
    }

    @Test
    void theMergedModelGivesTheLogitsOfModelAndAdapter() {
        Path out = folder.resolve("out");
        assertThat(forget(out, "--merge", "--steps", "4", "--rate", "1e-2").status())
                .isZero();
        float[] plain = logits(tiny.model(), null);
        float[] adapted = logits(tiny.model(), out.resolve("adapter"));
        float[] merged = logits(out.resolve("model"), null);
        for (int v = 0; v < merged.length; v++) assertThat(merged[v]).isEqualTo(adapted[v], within(2e-5f));
        assertThat(adapted).isNotEqualTo(plain);
        assertThat(Safetensors.open(out.resolve("model/model.safetensors")).names())
                .isEqualTo(Safetensors.open(tiny.weights()).names());
    }

    /** The authors' script trains it; PEFT calls such parts modules to save. */
    @Test
    void theProjectorTrainsWithItsOwnRateUnlessItIsFrozen() {
        Path out = folder.resolve("out");
        assertThat(forget(out, "--steps", "2", "--rate", "1e-2").status()).isZero();
        assertThat(settings(out)).contains("projector at 2.0E-5").contains("[1.0, 0.002]");
        Safetensors written = Safetensors.open(out.resolve("adapter/adapter_model.safetensors"));
        Safetensors base = Safetensors.open(tiny.weights());
        String name = base.names().stream()
                .filter(each -> each.endsWith("multi_modal_projector.linear_1.weight"))
                .findFirst()
                .orElseThrow();
        String saved = written.names().stream()
                .filter(each -> each.endsWith("multi_modal_projector.linear_1.weight"))
                .findFirst()
                .orElseThrow();
        float[] was = base.floats(name);
        float[] is = written.floats(saved);
        // Two steps of AdamW move a weight by the rate each at most, the first by all of it.
        for (int i = 0; i < was.length; i++) assertThat(is[i]).isCloseTo(was[i], within(4.1e-5f));
        assertThat(is).isNotEqualTo(was);
        assertThat(Json.data(out.resolve("adapter/adapter_config.json"))
                        .field("modules_to_save")
                        .items())
                .hasSize(2);

        Path frozen = folder.resolve("frozen");
        assertThat(forget(frozen, "--steps", "2", "--projector-rate", "0").status())
                .isZero();
        assertThat(Safetensors.open(frozen.resolve("adapter/adapter_model.safetensors"))
                        .names())
                .noneMatch(each -> each.contains("projector"));
        Path kl = folder.resolve("kl");
        assertThat(forget(kl, "--steps", "2", "--method", "fttp-kl").status()).isZero();
        assertThat(settings(kl)).contains("projector at 2.0E-5");
    }

    private static String settings(Path out) {
        return Json.data(out.resolve("metrics.json")).field("settings").node().toString();
    }

    @Test
    void aMergedModelKeepsTheTypesOfItsFile() {
        Safetensors stored = Safetensors.open(tiny.weights());
        Map<String, String> types = new TreeMap<>();
        try (Pool pool = new Pool()) {
            Map<String, Tensor> values = new TreeMap<>();
            for (String name : stored.names()) {
                values.put(name, stored.tensor(name, pool));
                types.put(name, name.contains("norm") ? "F32" : name.contains("q_proj") ? "BF16" : "F16");
            }
            Safetensors.write(tiny.weights(), values, types, Map.of());
        }
        Path out = folder.resolve("out");
        assertThat(forget(out, "--merge", "--steps", "1").status()).isZero();
        Safetensors merged = Safetensors.open(out.resolve("model/model.safetensors"));
        for (String name : types.keySet()) assertThat(merged.info(name).type()).isEqualTo(types.get(name));
    }

    /** Of BF16 the small changes would be rounded away. */
    @Test
    void weightsThatTrainedAreWrittenAsFloat32() throws IOException {
        ModelFiles.types(tiny.weights(), "BF16");
        Path base = tiny.weights().resolveSibling("config.json");
        Files.writeString(
                base, "{\"torch_dtype\": \"bfloat16\"," + Files.readString(base).substring(1));
        Path out = folder.resolve("out");
        assertThat(forget(out, "--train", "projector", "--rate", "1e-6", "--steps", "3")
                        .status())
                .isZero();
        Safetensors before = Safetensors.open(tiny.weights());
        Safetensors after = Safetensors.open(out.resolve("model/model.safetensors"));
        try (Pool pool = new Pool()) {
            for (String name : before.names()) {
                boolean trained = name.contains("multi_modal_projector");
                assertThat(after.info(name).type()).as(name).isEqualTo(trained ? "F32" : "BF16");
                boolean same = Arrays.equals(
                        before.tensor(name, pool).toArray(),
                        after.tensor(name, pool).toArray());
                assertThat(same).as(name).isEqualTo(!trained);
            }
        }
        assertThat(out.resolve("model/config.json")).content().contains("\"torch_dtype\": \"float32\"");
    }

    @Test
    void aKilledRunResumesToTheSameBits() throws Exception {
        OnThreads.run(2, () -> {
            String[] settings = {"--steps", "40", "--checkpoint-every", "2", "--lora-dropout", "0.1"};
            Path whole = folder.resolve("whole");
            assertThat(forget(whole, settings).status()).isZero();

            Path killed = killedInTheMiddle(settings);
            assertThat(killed.resolve("adapter")).doesNotExist();
            assertThat(killed.resolve("checkpoint.safetensors")).exists();

            List<String> resumed = new ArrayList<>(List.of(settings));
            resumed.add("--resume");
            assertThat(forget(killed, resumed.toArray(String[]::new)).status()).isZero();
            assertThat(killed.resolve("adapter/adapter_model.safetensors"))
                    .hasSameBinaryContentAs(whole.resolve("adapter/adapter_model.safetensors"));
            assertThat(Files.readAllLines(killed.resolve("run.jsonl")).stream()
                            .filter(each -> each.contains("\"event\":\"step\"")))
                    .hasSize(40);
            assertThat(forget(killed, resumed.toArray(String[]::new)).said()).contains("finished");
        });
    }

    @Test
    void aRunThatIsStoppedSaysHowToGoOn() throws IOException, InterruptedException {
        List<String> said = CommandProcess.endAfter(
                "step 6 of", ProcessHandle::destroy, arguments(folder.resolve("stopped"), "--steps", "40"));
        assertThat(said).anyMatch(line -> line.matches("stopped after step \\d+; --resume goes on from there"));
    }

    @Test
    void aRunThatWasKilledBeforeItsFirstCheckpointBeginsAtTheBeginning() throws IOException {
        Path whole = folder.resolve("whole");
        assertThat(forget(whole, "--steps", "3").status()).isZero();
        Path killed = Files.createDirectories(folder.resolve("killed"));
        Files.writeString(killed.resolve("run.jsonl"), "{\"event\":\"started\",\"val");
        Files.createFile(killed.resolve(".checkpoint.safetensors.12345678-1234-1234-1234-123456789abc.part"));
        assertThat(forget(killed, "--steps", "3", "--resume").status()).isZero();
        assertThat(killed.resolve("adapter/adapter_model.safetensors"))
                .hasSameBinaryContentAs(whole.resolve("adapter/adapter_model.safetensors"));
        assertThat(killed.toFile().list())
                .containsExactlyInAnyOrder(whole.toFile().list());
    }

    @Test
    void aFullDiskLeavesTheOldCheckpoint() throws IOException, InterruptedException {
        rank = 64;
        Path killed = killedInTheMiddle("--steps", "40", "--checkpoint-every", "2");
        Path checkpoint = killed.resolve("checkpoint.safetensors");
        byte[] before = Files.readAllBytes(checkpoint);
        // A limit of 300 KiB a file stands in for a full disk: to the program both are a write that fails.
        // Libraries that come out of their jars stay below it.
        List<String> limited = new ArrayList<>(List.of("sh", "-c", "ulimit -f 600; exec \"$@\"", "sh"));
        limited.addAll(CommandProcess.line("-XX:-UsePerfData"));
        limited.addAll(arguments(killed, "--steps", "40", "--checkpoint-every", "2", "--resume"));
        Process process = new ProcessBuilder(limited).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isEqualTo(2);
        assertThat(said).contains("checkpoint.safetensors: cannot be written: ").doesNotContain("\tat ");
        assertThat(checkpoint).hasBinaryContent(before);
        assertThat(killed.toFile().list())
                .containsExactlyInAnyOrder(".lock", "checkpoint.safetensors", "manifest.json", "run.jsonl");
    }

    /** A run that is ended by SIGKILL after its sixth step. */
    private Path killedInTheMiddle(String... settings) throws IOException, InterruptedException {
        Path out = folder.resolve("killed");
        CommandProcess.endAfter("step 6 of", ProcessHandle::destroyForcibly, arguments(out, settings));
        return out;
    }

    private Command forget(Path out, String... more) {
        return Command.run(arguments(out, more));
    }

    private List<String> arguments(Path out, String... more) {
        List<String> given = Arrays.asList(more);
        List<String> arguments = new ArrayList<>(List.of(
                "forget-llava",
                "--model",
                tiny.model().toString(),
                "--images",
                tiny.images().toString(),
                "--answers",
                "2",
                "--answer-tokens",
                "4",
                "--out",
                out.toString()));
        int train = given.indexOf("--train");
        boolean adapter = train < 0 || given.get(train + 1).equals("lora");
        if (adapter && trains(given)) arguments.addAll(List.of("--lora-rank", String.valueOf(rank)));
        if (!given.contains("--data"))
            arguments.addAll(List.of("--data", tiny.data().toString()));
        if (!given.contains("--concept")) arguments.addAll(List.of("--concept", "Mira Volk"));
        arguments.addAll(given);
        return arguments;
    }

    /** Whether the method that is given, if any, makes steps. */
    private static boolean trains(List<String> given) {
        int method = given.indexOf("--method");
        return method < 0 || Methods.parse(given.get(method + 1), Modality.TEXT).method() instanceof TrainingMethod;
    }

    private float[] logits(Path model, Path adapter) {
        try (LlavaFolder opened = LlavaFolder.open(model);
                Engine engine = new OneDnnEngine();
                LlavaModel llava = opened.load(engine)) {
            Conversation conversation =
                    LlavaConversations.read(tiny.data(), tiny.images()).get(1);
            SampleWithImages sample = SampleWithImages.read(
                            List.of(opened.encoder(ConversationTemplate.VICUNA_V1)
                                    .encode(conversation)),
                            opened.images(),
                            Decoding.REFERENCE)
                    .get(0);
            if (adapter == null) return nextLogits(TrainableConversations.of(llava, engine, List.of()), sample);
            try (LoraAdapter attached = PeftAdapter.attach(adapter, llava, engine.pool(), LlavaModel.adapterNames())) {
                return nextLogits(TrainableConversations.of(llava, engine, attached), sample);
            }
        }
    }

    private static float[] nextLogits(TrainableConversations trainable, SampleWithImages sample) {
        try (trainable) {
            return trainable.nextLogits(sample);
        }
    }

    private static double number(Json object, String field) {
        return object.field(field).number();
    }
}
