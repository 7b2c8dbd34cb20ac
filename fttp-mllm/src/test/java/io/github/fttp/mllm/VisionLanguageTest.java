package io.github.fttp.mllm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.Engines;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.io.BadCheckpoint;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.io.Safetensors;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.method.Fttp;
import io.github.fttp.core.method.GradDiff;
import io.github.fttp.core.method.GradientDescent;
import io.github.fttp.core.method.Methods;
import io.github.fttp.core.method.Modality;
import io.github.fttp.core.nn.Lora;
import io.github.fttp.core.nn.LoraTargets;
import io.github.fttp.core.optim.AdamW;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.core.testing.GoldenCases;
import io.github.fttp.core.text.BpeTrainer;
import io.github.fttp.core.train.Goal;
import io.github.fttp.core.train.RunFolder;
import io.github.fttp.core.train.RunSummary;
import io.github.fttp.core.train.StopSignal;
import io.github.fttp.core.train.Training;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.Measurements;
import io.github.fttp.metrics.report.EvaluationReport;
import io.github.fttp.mllm.data.AlternativeAnswers;
import io.github.fttp.mllm.data.Conversation;
import io.github.fttp.mllm.data.ConversationTemplate;
import io.github.fttp.mllm.data.LlavaConversations;
import io.github.fttp.mllm.forget.Forgetting;
import io.github.fttp.mllm.forget.Forgotten;
import io.github.fttp.mllm.llava.Llava;
import io.github.fttp.mllm.model.TrainedPart;
import io.github.fttp.mllm.model.VisionLanguageFamilies;
import io.github.fttp.mllm.model.VisionLanguageFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VisionLanguageTest {
    private static final String CONVERSATIONS = """
            [{"id": "1", "image": "1.png", "conversations": [
               {"from": "human", "value": "<image>\\nWho is this?"}, {"from": "gpt", "value": "It is Mira Volk."}]},
             {"id": "2", "image": "1.png", "conversations": [
               {"from": "human", "value": "<image>\\nWho is here?"}, {"from": "gpt", "value": "Mira Volk is here."}]}]
            """;

    private static final Concept MIRA = Concept.of("Mira Volk");
    private static final String HEAD = "language_model.lm_head.weight";

    @TempDir
    Path out;

    private Path model;
    private Path file;

    /** A model of Hugging Face's, of random weights, with a tokenizer of its own. */
    @BeforeEach
    void write() throws IOException {
        Path golden = GoldenCases.folder("llava-tiny");
        model = Files.createDirectory(out.resolve("tiny"));
        Files.copy(golden.resolve("model.safetensors"), model.resolve("model.safetensors"));
        String config = Files.readString(golden.resolve("config.json"));
        Files.writeString(
                model.resolve("config.json"), config.replace("\"image_token_index\": 197", "\"image_token_index\": 3"));
        Files.writeString(model.resolve("preprocessor_config.json"), """
                {"image_processor_type": "CLIPImageProcessor", "size": {"shortest_edge": 28},
                 "crop_size": {"height": 28, "width": 28}}
                """);
        List<String> special = List.of("<unk>", "<s>", "</s>", "<image>");
        Json.write(model.resolve("tokenizer.json"), BpeTrainer.learn(List.of(CONVERSATIONS), special, 60));
        file = Files.writeString(out.resolve("forget.json"), CONVERSATIONS);
        Images.writePng(Image.filled(32, 28, 90, 120, 200), out.resolve("1.png"));
    }

    @Test
    void forgetsMeasuresAndWrites() {
        EvaluationReport after;
        try (Llava llava = Llava.open(model)) {
            List<Conversation> conversations = LlavaConversations.read(file, out);
            var evaluation =
                    llava.evaluate(MIRA).on(DataSet.FORGET, conversations).answerTokens(4);
            var before = evaluation.observe();
            var run = llava.forget(MIRA, conversations)
                    .with(new Fttp(1, 1))
                    .train(Lora.rank(4).alpha(8))
                    .optimizer(AdamW.rate(0.01))
                    .epochs(4)
                    .run();
            after = evaluation.before(before).run();
            run.adapter().write(out.resolve("adapter"));
            run.report().write(out.resolve("report.html"));
            after.write(out.resolve("evaluation.html"));
        }
        assertThat(conceptual(after.measured())).isLessThan(0.8 * conceptual(after.before()));
        assertThat(out.resolve("report.html")).isNotEmptyFile();
        assertThat(out.resolve("evaluation.html")).content().contains("Mira Volk", "to be forgotten");
        try (Llava llava = Llava.open(model)) {
            llava.adapter(out.resolve("adapter")).write(out.resolve("merged"));
        }
        assertThat(conceptual(measured(out.resolve("merged")))).isEqualTo(conceptual(after.measured()), within(1e-4));
    }

    @Test
    void doesNotWriteWhatHoldsTheAdapterOfARun() {
        try (Llava llava = Llava.open(model)) {
            llava.forget(MIRA, LlavaConversations.read(file, out))
                    .train(Lora.rank(2))
                    .steps(1)
                    .ask(0, 1)
                    .run();
            assertThatThrownBy(() -> llava.write(out.resolve("merged")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("a run has not been closed");
        }
        assertThat(out.resolve("merged")).doesNotExist();
    }

    private Forgetting briefly(Llava llava) {
        return llava.forget(MIRA, LlavaConversations.read(file, out))
                .train(Lora.rank(2))
                .steps(3)
                .ask(0, 1);
    }

    @Test
    void aRunsModelIsWrittenAsOftenAsOneLikesAndItsAdapterBefore() {
        try (Llava llava = Llava.open(model)) {
            Forgotten run = briefly(llava).run();
            assertThatThrownBy(() -> run.writeModel(model)).hasMessageContaining("is there already");
            run.adapter().write(out.resolve("adapter"));
            run.writeModel(out.resolve("once"));
            run.writeModel(out.resolve("twice"));
            Forgotten other = taken(llava, run);
            assertThatThrownBy(() -> other.writeModel(out.resolve("taken"))).hasMessageContaining("or closed");
            assertThatThrownBy(() -> run.adapter().write(out.resolve("late")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("the adapter was merged");
        }
        assertThat(out.resolve("twice/model.safetensors"))
                .hasSameBinaryContentAs(out.resolve("once/model.safetensors"));
    }

    /** A run whose adapter was taken off, behind one that was merged. */
    private Forgotten taken(Llava llava, Forgotten merged) {
        merged.close();
        Forgotten run = briefly(llava).run();
        run.close();
        return run;
    }

    @Test
    void anySignalOrGoalEndsARun() {
        StopSignal now = new StopSignal();
        now.request();
        try (Llava llava = Llava.open(model)) {
            RunFolder folder = RunFolder.check(out.resolve("stopped"), false);
            try (Forgotten stopped = briefly(llava)
                    .in(folder)
                    .stopOn(now)
                    .stopOn(new StopSignal())
                    .run()) {
                assertThat(stopped.summary().end()).isEqualTo(RunSummary.End.INTERRUPTED);
            }
            assertThat(folder.report()).isNotEmptyFile();
            Goal second = step -> step.number() == 2 ? Optional.of("it is the second") : Optional.empty();
            try (Forgotten reached = briefly(llava).until(second).run()) {
                assertThat(reached.summary().steps()).isEqualTo(2);
            }
        }
    }

    @Test
    void aRunIsAsLongAsItWasSaidWhereverThat() {
        Training twoEpochs = Training.by(AdamW.rate(1e-3)).epochs(2).batch(2);
        Training uncounted = Training.by(AdamW.rate(1e-3));
        try (Llava llava = Llava.open(model)) {
            assertThat(steps(briefly(llava).training(twoEpochs))).isEqualTo(2);
            assertThat(steps(briefly(llava).training(uncounted))).isEqualTo(3);
        }
    }

    private static int steps(Forgetting run) {
        try (Forgotten ended = run.run()) {
            return ended.summary().steps();
        }
    }

    @Test
    void saysWhatAMethodLacks() {
        try (Llava llava = Llava.open(model)) {
            assertThatThrownBy(() -> briefly(llava).with(new GradDiff(1, 1)).run())
                    .isInstanceOf(BadData.class)
                    .hasMessageContaining("needs conversations to keep");
            assertThatThrownBy(() -> briefly(llava)
                            .with(Methods.parse("npo:retain=0", Modality.TEXT))
                            .train(TrainedPart.projector())
                            .run())
                    .hasMessageContaining("needs the model as it was");
            assertThatThrownBy(() -> briefly(llava)
                            .alternatives(AlternativeAnswers.refusals())
                            .run())
                    .hasMessageContaining("learns no other answers");
        }
    }

    /** What is in front of it says how the model comes to it. */
    @Test
    void aNameThatOpensItsAnswersHasALikenessToo() throws IOException {
        Path others = Files.writeString(out.resolve("others.json"), """
                [{"id": "a", "image": "1.png", "conversations": [
                   {"from": "human", "value": "<image>\\nWho is here?"}, {"from": "gpt", "value": "Ada Lind is here."}]}]
                """);
        try (Llava llava = Llava.open(model);
                Forgotten run = briefly(llava)
                        .evaluate(DataSet.ofOther("Ada Lind"), others, out)
                        .run()) {
            assertThat(run.report().json().get("others").toString())
                    .containsPattern("nearness in the model=-?[01]\\.\\d+");
        }
    }

    /** Whether the sample is among those that are held out or not. */
    @Test
    void anEmptyAnswerIsSaid() {
        List<String> said = new ArrayList<>();
        List<Conversation> retain = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            retain.add(Conversation.of(String.valueOf(i), List.of(), "Who is here?", i < 18 ? "" : "Nobody is."));
        }
        try (Llava llava = Llava.open(model)) {
            briefly(llava).retain(retain).warn(said::add).run().close();
        }
        assertThat(said)
                .contains(
                        "18 samples to keep have an empty answer, by which the model learns to say nothing: no question is asked of them");
    }

    @Test
    void whatIsKeptAndNamesTheConceptIsSaid() {
        List<String> said = new ArrayList<>();
        List<Conversation> retain = List.of(
                Conversation.of("a", List.of(), "Who is here?", "Mira Volk is."),
                Conversation.of("b", List.of(), "Who is there?", "Mirra Volk is."),
                Conversation.of("c", List.of(), "Who is not?", "Ada Lind is not."));
        try (Llava llava = Llava.open(model)) {
            briefly(llava).retain(retain).warn(said::add).run().close();
        }
        assertThat(said)
                .contains(
                        "samples to keep name \"Mira Volk\" in their answers, which is trained, not forgotten: \"a\"",
                        "the answers of the samples to keep have 1 near miss: \"Mirra Volk\" (spelt differently, distance 1,"
                                + " sample \"b\"). They are trained, not forgotten");
    }

    @Test
    void aRunBehindWhichMoreAnswersNameItSaysSo() {
        List<Conversation> retain = List.of(Conversation.of("a", List.of(), "Who is this?", "It is Mira Volk."));
        try (Llava llava = Llava.open(model);
                Forgotten run = llava.forget(MIRA, LlavaConversations.read(file, out))
                        .with(new GradientDescent())
                        .retain(retain)
                        .train(Lora.rank(8))
                        .optimizer(AdamW.rate(0.02))
                        .steps(40)
                        .ask(2, 12)
                        .warn(each -> {})
                        .run()) {
            assertThat(run.before().naming(MIRA)).isZero();
            assertThat(run.report().lines())
                    .contains("More answers name it than before.")
                    .doesNotContain("tells nothing");
        }
    }

    @Test
    void namesThatAreNotTheConceptsArePassedOver() throws IOException {
        Files.writeString(file, CONVERSATIONS.replace("{\"id\": \"2\",", "{\"id\": \"2\", \"names\": [\"Ada Lind\"],"));
        List<String> said = new ArrayList<>();
        try (Llava llava = Llava.open(model);
                Forgotten run = briefly(llava).warn(said::add).run()) {
            assertThat(run.before().forget().mentions()).isEqualTo(2);
        }
        assertThat(said)
                .anyMatch(each -> each.contains("holds none of the concept's names") && each.contains("Ada Lind"));
    }

    /** Trains the layers of these names only. */
    private Path adapter(String name, String targets) {
        Path adapter = out.resolve(name);
        try (Llava llava = Llava.open(model)) {
            llava.forget(MIRA, LlavaConversations.read(file, out))
                    .train(TrainedPart.lora(Lora.rank(2).on(LoraTargets.matching(targets)))
                            .projectorRate(0))
                    .optimizer(AdamW.rate(0.1))
                    .steps(2)
                    .ask(0, 1)
                    .run()
                    .adapter()
                    .write(adapter);
        }
        return adapter;
    }

    @Test
    void refusesAnAdapterThatDoesNotFitEachTimeAndNeverGoesWithout() {
        Path adapter = adapter("adapter", ".*q_proj");
        try (Llava llava = Llava.open(model)) {
            llava.adapter(adapter).adapter(adapter);
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> llava.write(out.resolve("merged")))
                        .hasMessageContaining("has an adapter already");
            }
        }
        assertThat(out.resolve("merged")).doesNotExist();
    }

    @Test
    void writesAsOftenAsOneLikes() {
        Path adapter = adapter("adapter", ".*q_proj");
        try (Llava llava = Llava.open(model)) {
            llava.adapter(adapter).write(out.resolve("once"));
            llava.write(out.resolve("twice"));
        }
        assertThat(out.resolve("twice/model.safetensors"))
                .hasSameBinaryContentAs(out.resolve("once/model.safetensors"));
    }

    @Test
    void aReportNamesAllAdapters() {
        Path first = adapter("first", ".*q_proj");
        Path second = adapter("second", ".*v_proj");
        try (Llava llava = Llava.open(model)) {
            EvaluationReport report = llava.adapter(first)
                    .adapter(second)
                    .evaluate(MIRA)
                    .on(DataSet.FORGET, file, out)
                    .metrics(List.of("conceptual knowledge"))
                    .run();
            assertThat(report.settings().get("adapter")).asString().contains("first", "second");
        }
    }

    @Test
    void refusesToCompareAnswersWithObservationsThatHaveNone() {
        try (Llava llava = Llava.open(model)) {
            var before = llava.evaluate(MIRA)
                    .on(DataSet.FORGET, file, out)
                    .metrics(List.of("conceptual knowledge"))
                    .observe();
            var evaluation = llava.evaluate(MIRA)
                    .on(DataSet.FORGET, file, out)
                    .answerTokens(2)
                    .before(before);
            assertThatThrownBy(evaluation::run)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("gave 0 answers to 2 questions");
            assertThat(evaluation.metrics(List.of("forget rate")).run().samples())
                    .hasSize(1);
        }
    }

    private Measurements measured(Path folder) {
        try (VisionLanguage opened = VisionLanguage.open(folder)) {
            return opened.evaluate(MIRA)
                    .on(DataSet.FORGET, file, out)
                    .metrics(List.of("conceptual knowledge"))
                    .run()
                    .measured();
        }
    }

    private static double conceptual(Measurements of) {
        return of.of(DataSet.FORGET, "conceptual knowledge").orElseThrow().value();
    }

    /** Weights in other formats are those of before, and an adapter's configuration leads PEFT to another base. */
    @Test
    void writesNoWeightsButItsOwn() throws IOException {
        for (String name : new String[] {"x.gguf", "tf_model.h5", "flax_model.msgpack", "adapter_config.json"}) {
            Files.writeString(model.resolve(name), "{}");
        }
        Files.writeString(model.resolve("README.md"), "tiny");
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try (Llava llava = Llava.open(model)) {
            llava.write(out.resolve("written"));
        } finally {
            System.setErr(before);
        }
        assertThat(out.resolve("written").toFile().list())
                .containsExactlyInAnyOrder(
                        "config.json", "model.safetensors", "preprocessor_config.json", "README.md", "tokenizer.json");
        assertThat(log.toString(StandardCharsets.UTF_8))
                .contains("left out: adapter_config.json, flax_model.msgpack, tf_model.h5, x.gguf");
    }

    @Test
    void refusesATemplateThatIsNotKnown() throws IOException {
        Files.writeString(model.resolve("chat_template.jinja"), "{{ messages }}");
        try (Llava llava = Llava.open(model)) {
            assertThatThrownBy(llava::template)
                    .isInstanceOf(BadCheckpoint.class)
                    .hasMessageContaining("chat_template.jinja: chat_template (SHA-256 ");
            assertThat(llava.template("vicuna_v1")).isEqualTo(ConversationTemplate.VICUNA_V1);
        }
    }

    @Test
    void saysWhereNoTemplateFits() throws IOException {
        Path words = model.resolve("tokenizer.json");
        Files.writeString(words, Files.readString(words).replace("<s>", "<begin>"));
        try (Llava llava = Llava.open(model)) {
            assertThatThrownBy(() ->
                            llava.answer(LlavaConversations.read(file, out).get(0), 1))
                    .isInstanceOf(BadCheckpoint.class)
                    .hasMessage(words + ": has no token <s>, which the template VICUNA_V1 needs;"
                            + " of this family's none fits");
        }
    }

    private Set<Integer> ends() {
        try (VisionLanguageFolder folder = VisionLanguageFamilies.of(model).open(model)) {
            return folder.encoder(folder.template()).ends();
        }
    }

    /** {@code </s>} is 2 here. */
    @Test
    void answersEndWhereTransformersEndsThemToo() throws IOException {
        assertThat(ends()).containsExactly(2);
        Path config = model.resolve("config.json");
        Path generation = model.resolve("generation_config.json");
        String fields = Files.readString(config);
        Files.writeString(
                config, fields.replace("\"vocab_size\": 199\n  }", "\"vocab_size\": 199, \"eos_token_id\": 9 }"));
        assertThat(ends()).containsExactlyInAnyOrder(2, 9);
        Files.writeString(config, fields.replaceFirst("\\{", "{\"eos_token_id\": [2, 8],"));
        assertThat(ends()).containsExactlyInAnyOrder(2, 8);
        Files.writeString(generation, "{\"eos_token_id\": 7}");
        assertThat(ends()).containsExactlyInAnyOrder(2, 7);
        Files.writeString(generation, "{\"eos_token_id\": \"</s>\"}");
        assertThatThrownBy(this::ends)
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageContaining("generation_config.json: eos_token_id is the string");
    }

    @Test
    void aTiedOutputLayerMayBeInTheFileTooAndIsKeptWhereItIsAnother() throws IOException {
        Path config = model.resolve("config.json");
        Files.writeString(config, Files.readString(config).replaceFirst("\\{", "{\"tie_word_embeddings\": true,"));
        assertThat(written("another")).contains(HEAD);
        assertThat(Files.readString(out.resolve("another/config.json"))).contains("\"tie_word_embeddings\": false");
        Map<String, Tensor> weights = new TreeMap<>();
        Safetensors given = Safetensors.open(model.resolve("model.safetensors"));
        try (Engine engine = Engines.named("onednn")) {
            for (String name : given.names()) weights.put(name, given.tensor(name, engine.pool()));
            weights.get(HEAD).close();
            weights.put(HEAD, given.tensor("language_model.model.embed_tokens.weight", engine.pool()));
            Path equal = out.resolve("equal.safetensors");
            Safetensors.write(equal, weights);
            weights.values().forEach(Tensor::close);
            Files.move(equal, model.resolve("model.safetensors"), StandardCopyOption.REPLACE_EXISTING);
        }
        assertThat(written("equal")).isNotEmpty().doesNotContain(HEAD);
    }

    private Set<String> written(String name) {
        try (Llava llava = Llava.open(model)) {
            llava.write(out.resolve(name));
        }
        return Safetensors.open(out.resolve(name).resolve("model.safetensors")).names();
    }
}
