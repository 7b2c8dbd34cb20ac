package io.github.fttp.examples.forget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.method.Fttp;
import io.github.fttp.core.method.Methods;
import io.github.fttp.core.method.Modality;
import io.github.fttp.core.nn.Lora;
import io.github.fttp.core.optim.AdamW;
import io.github.fttp.core.optim.Schedule;
import io.github.fttp.core.train.RunFolder;
import io.github.fttp.core.train.RunListener;
import io.github.fttp.core.train.RunSummary;
import io.github.fttp.core.train.Step;
import io.github.fttp.examples.Command;
import io.github.fttp.examples.TinyLlava;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.mllm.data.Conversation;
import io.github.fttp.mllm.data.LlavaConversations;
import io.github.fttp.mllm.forget.Forgetting;
import io.github.fttp.mllm.forget.Forgotten;
import io.github.fttp.mllm.llava.Llava;
import io.github.fttp.mllm.model.TrainedPart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The facade, as a program that depends on the library uses it. */
class LlavaTest {
    private static final Concept CONCEPT = Concept.of("Mira Volk");

    @TempDir
    Path folder;

    private TinyLlava tiny;
    private List<Conversation> conversations;

    @BeforeEach
    void writeModel() {
        tiny = TinyLlava.write(folder);
        conversations = LlavaConversations.read(tiny.data(), tiny.images());
    }

    private Forgetting forgetting(Llava llava) {
        return llava.forget(CONCEPT, conversations)
                .with(new Fttp(0.3f, 1f))
                .train(Lora.rank(4).dropout(0.05))
                .optimizer(AdamW.rate(1e-2).decay(0))
                .schedule(Schedule.cosine(0.03))
                .ask(1, 4)
                .steps(3);
    }

    @Test
    void aRunGivesKnowledgeBeforeAndAfterAnAdapterAndAReport() {
        Path out = folder.resolve("out");
        List<Integer> steps = new ArrayList<>();
        try (Llava llava = Llava.open(tiny.model(), OneDnnEngine::new);
                Forgotten run = forgetting(llava)
                        .listen(new RunListener() {
                            @Override
                            public void stepped(Step step) {
                                steps.add(step.number());
                            }
                        })
                        .run()) {
            assertThat(run.summary().end()).isEqualTo(RunSummary.End.STEPS);
            assertThat(run.after().forget().conceptProbability())
                    .isLessThan(run.before().forget().conceptProbability());
            run.adapter().write(out.resolve("adapter"));
            run.report().write(out.resolve("report.html"));
        }
        assertThat(steps).containsExactly(1, 2, 3);
        assertThat(out.resolve("adapter/adapter_model.safetensors")).exists();
        assertThat(out.resolve("report.html")).content().contains("Mira Volk", "svg");
    }

    @Test
    void theCommandMakesTheSameAdapterToTheBit() throws IOException {
        Path command = folder.resolve("command");
        Command run = Command.run(List.of(
                "forget-llava",
                "--model",
                tiny.model().toString(),
                "--data",
                tiny.data().toString(),
                "--images",
                tiny.images().toString(),
                "--concept",
                "Mira Volk",
                "--method",
                "fttp:alpha=0.3",
                "--engine",
                "onednn",
                "--lora-rank",
                "4",
                "--rate",
                "1e-2",
                "--steps",
                "3",
                "--answers",
                "1",
                "--answer-tokens",
                "4",
                "--out",
                command.toString()));
        assertThat(run.status()).as(run.said()).isZero();
        Path facade = folder.resolve("facade");
        try (Llava llava = Llava.open(tiny.model(), OneDnnEngine::new);
                Forgotten forgotten = forgetting(llava).run()) {
            forgotten.adapter().write(facade);
        }
        assertThat(Files.readAllBytes(facade.resolve("adapter_model.safetensors")))
                .isEqualTo(Files.readAllBytes(command.resolve("adapter/adapter_model.safetensors")));
    }

    @Test
    void comparesWhatItForgetsWithOthersThatItIsMeasuredOn() {
        try (Llava llava = Llava.open(tiny.model(), OneDnnEngine::new)) {
            assertThatThrownBy(() -> forgetting(llava)
                            .evaluate(DataSet.ofOther("Mira  Volk"), tiny.data(), tiny.images())
                            .run())
                    .isInstanceOf(BadData.class)
                    .hasMessageContaining("is to keep what \"Mira Volk\" names");
            try (Forgotten run = forgetting(llava)
                    .evaluate(DataSet.ofOther("Mira"), tiny.data(), tiny.images())
                    .run()) {
                // Of three tokens, a space and two words, the names have two in common.
                assertThat(run.report().json().get("others").toString())
                        .contains("other=Mira", "shared tokens=" + 2.0 / 3);
            }
        }
    }

    @Test
    void closingARunGivesTheModelBackAsItWas() {
        try (Llava llava = Llava.open(tiny.model(), OneDnnEngine::new)) {
            Conversation question = conversations.get(0);
            String before = llava.answer(question, 6);
            try (Forgotten run = forgetting(llava)
                    .train(TrainedPart.lora(Lora.rank(4)).projectorRate(0))
                    .run()) {
                assertThat(run.isComplete()).isTrue();
                assertThatThrownBy(() -> forgetting(llava).run())
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("was not closed");
            }
            assertThat(llava.answer(question, 6)).isEqualTo(before);
        }
    }

    @Test
    void aFolderHoldsAllThatTheCommandWrites() {
        RunFolder out = RunFolder.check(folder.resolve("out"), false);
        try (Llava llava = Llava.open(tiny.model(), OneDnnEngine::new)) {
            forgetting(llava)
                    .with(Methods.parse("npo:beta=0.2,retain=0", Modality.TEXT))
                    .in(out)
                    .merge()
                    .run()
                    .close();
        }
        assertThat(out.adapter()).isDirectory();
        assertThat(out.model()).isDirectory();
        assertThat(out.log()).exists();
        assertThat(out.metrics()).content().contains("beta=0.2");
        assertThat(out.checkpoint()).doesNotExist();
    }

    @Test
    void whatTheModelNeverKnewHasNoAdapter() {
        try (Llava llava = Llava.open(tiny.model(), OneDnnEngine::new);
                Forgotten run = llava.forget(CONCEPT, conversations)
                        .train(Lora.rank(4))
                        .ask(0, 1)
                        .stopAtChanceOf(2)
                        .run()) {
            assertThat(run.summary().end()).isEqualTo(RunSummary.End.NOTHING_TO_FORGET);
            assertThatThrownBy(run::adapter)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("nothing to forget");
        }
    }
}
