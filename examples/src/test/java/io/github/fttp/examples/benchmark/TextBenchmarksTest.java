package io.github.fttp.examples.benchmark;

import static io.github.fttp.examples.benchmark.ScriptedModel.figures;
import static io.github.fttp.examples.benchmark.ScriptedModel.questions;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.metrics.benchmark.BenchmarkQuestion;
import io.github.fttp.metrics.benchmark.BenchmarkRequest;
import io.github.fttp.metrics.benchmark.Benchmarks;
import io.github.fttp.metrics.benchmark.ImageStore;
import io.github.fttp.metrics.benchmark.TextBenchmark;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Benchmarks of text on a few rows: whom they ask, and what. */
class TextBenchmarksTest {
    @TempDir
    Path folder;

    private TextBenchmark read(String name, String forget, Path data, boolean examples) {
        BenchmarkRequest request = new BenchmarkRequest(data, forget, 1, examples);
        return (TextBenchmark) Benchmarks.named(name).read(request, new ImageStore(folder.resolve("store")));
    }

    @Test
    void mllmuAsksForLettersBlanksAndSentences() {
        TextBenchmark mllmu = read("mllmu", "5", TinyBenchmarks.mllmu(folder.resolve("data")), false);
        assertThat(mllmu.concept().names()).containsExactly("Mira Volk", "Mira", "Volk", "Tobin Ash", "Tobin", "Ash");
        assertThat(questions(mllmu, "forget:classification-image").get(1).prompt())
                .isEqualTo("<image>\nWhat is the job?\nA: baker\nB: pilot\nC: nurse\nD: judge\n"
                        + "Just give ONE letter representing the answer directly.");
        assertThat(questions(mllmu, "forget:cloze-text").get(0).prompt())
                .isEqualTo("Mira Volk works as [Blank].\n"
                        + "Please **ONLY** provide the correct answer that should replace the [Blank].");
        assertThat(questions(mllmu, "generality:cloze-text"))
                .hasSize(2); // the test set, of whom is to be forgotten alone
    }

    @Test
    void mllmuShowsExamplesOfOthersAndDoesNotAskTheirs() {
        TextBenchmark mllmu = read("mllmu", "5", TinyBenchmarks.mllmu(folder.resolve("data")), true);
        List<BenchmarkQuestion> asked = questions(mllmu, "forget:classification-image");
        assertThat(asked).hasSize(1);
        boolean first = asked.get(0).id().startsWith("001");
        assertThat(asked.get(0).images()).hasSize(2).doesNotHaveDuplicates();
        assertThat(asked.get(0).prompt())
                .isEqualTo(
                        "<image>\nQuestion: What is the job?\nA: baker\nB: pilot\nC: nurse\nD: judge\nCorrect Answer: "
                                + (first ? "B" : "A")
                                + "\nUSER: <image>\nWhat is the job?\nA: baker\nB: pilot\nC: nurse\n"
                                + "D: judge\nJust give ONE letter representing the answer directly.");
        // A set of one person has nobody to show, and celebrities are not in the full set.
        assertThat(questions(mllmu, "retain:classification-image")).hasSize(1);
        assertThat(questions(mllmu, "natural:cloze-image").get(0).images()).hasSize(1);
    }

    @Test
    void mllmuTakesNumbersAsIdsBytesAsImagesAndOptionsThatAreNotThere() {
        Path data = TinyBenchmarks.mllmu(folder.resolve("data"));
        Map<String, String> columns = TinyBenchmarks.mllmuColumns("image");
        columns.put("ID", "BIGINT");
        columns.put("image", "BLOB");
        ObjectNode row = TinyBenchmarks.person("image", 4);
        row.put("ID", 4L).put("image", TinyBenchmarks.image(4));
        for (JsonNode options : row.get("Classification_Task").findValues("Options")) {
            ((ObjectNode) options).putNull("A");
        }
        TinyBenchmarks.parquet(data, "Retain_Set", columns, row);
        BenchmarkQuestion asked = questions(read("mllmu", "5", data, false), "natural:classification-image")
                .get(0);
        assertThat(asked.id()).startsWith("4-");
        assertThat(asked.images()).hasSize(1);
        assertThat(asked.prompt()).startsWith("<image>\nWhat is the job?\nB: pilot\nC: nurse\nD: judge\n");
    }

    @Test
    void mllmuSaysWhomItsTestSetLacks() {
        Path data = TinyBenchmarks.mllmu(folder.resolve("data"));
        assertThat(read("mllmu", "5", data, false).account()).doesNotContain("Test_Set");
        TinyBenchmarks.parquet(
                data, "Test_Set", TinyBenchmarks.mllmuColumns("images"), TinyBenchmarks.person("images", 2));
        assertThat(read("mllmu", "5", data, false).account())
                .contains("Test_Set has 1 of the 2 persons to forget; it lacks 001\n");
    }

    @Test
    void tofuFindsItsAuthorsByWhatTheirRowsHaveInCommon() {
        TextBenchmark tofu = read("tofu", "01", TinyBenchmarks.tofu(folder.resolve("data")), true);
        assertThat(tofu.concept().name()).isEqualTo("Basil Al-Kuwaiti");
        assertThat(tofu.account())
                .contains("10 of 20 answers to forget name whom they are about", "forget01-1, forget01-3");
    }

    @Test
    void clearTakesTheWholeNameBeforePartsOfOthers() {
        Path data = TinyBenchmarks.clear(folder.resolve("data"));
        AtomicFiles.delete(data.resolve("forget01+tofu"));
        AtomicFiles.write(
                data.resolve("forget01+tofu.jsonl"),
                "{\"question\": \"What did Mira teach Tobin Ash?\", \"answer\": \"Tobin Ash writes poems.\"}\n"
                        + "{\"question\": \"What did Mira write?\", \"answer\": \"Poems.\"}\n");
        assertThat(read("clear", "01", data, true).forget())
                .extracting(each -> each.names().get(0))
                .containsExactly("Tobin Ash", "Mira Volk");
    }

    @Test
    void clearDescribesAndNamesFaces() {
        TextBenchmark clear = read("clear", "01", TinyBenchmarks.clear(folder.resolve("data")), true);
        assertThat(clear.forget())
                .extracting(BenchmarkQuestion::answer)
                .containsExactly("Mira Volk reads a book.", "She writes poems.");
        assertThat(clear.forget()).allMatch(each -> each.names().get(0).equals("Mira Volk"));
        assertThat(clear.account()).contains("without a mention: forget01+tofu-1");
        assertThat(questions(clear, "forget:faces").get(0).prompt())
                .isEqualTo("<image>\nThe name of the person on the image is ");
    }

    @Test
    void fiubenchAsksByParaphrasesAndAJudgeOnce() {
        TextBenchmark fiu = read("fiubench", "1", TinyBenchmarks.fiubench(folder.resolve("data")), true);
        assertThat(fiu.concept().names()).containsExactly("Mira Volk", "Mira", "Volk");
        assertThat(questions(fiu, "forget").get(0).prompt())
                .isEqualTo("<image>\nWhat is the full name of this person?");
        assertThat(questions(fiu, "forget").get(0).answer()).isEqualTo("The name is mira volk.");
        assertThat(fiu.retain()).extracting(BenchmarkQuestion::id).containsExactly("b-0", "b-1", "c-0", "c-1");
        assertThat(questions(fiu, "forget:paraphrased-questions")).hasSize(6);
        List<String> scored = new ArrayList<>();
        TextBenchmark judged = fiu.judgedBy(items -> {
            items.forEach(each -> scored.add(each.id()));
            return items.stream().map(each -> 0.5).toList();
        });
        ScriptedModel model = ScriptedModel.of(judged, BenchmarkQuestion::answer, (question, answer) -> 1.0);
        assertThat(figures(judged, model.on(judged, model))).containsEntry("GPT score, retain", 0.5);
        assertThat(scored).containsExactlyInAnyOrder("a-0", "a-1", "b-0", "b-1"); // each once, for two figures too
    }

    /** A doctor's name is nobody's alias. */
    @Test
    void fiubenchTakesThePersonsOwnNameAlone() {
        Path data = TinyBenchmarks.fiubench(folder.resolve("data"));
        Path file = data.resolve("full.json");
        String others = "";
        for (String asks : List.of(
                "What is the full name of this person's doctor?",
                "What is the person's doctor's name?",
                "What is the name of the hospital?")) {
            others += "{\"question\": \"" + asks + "\", \"answer\": \"Greta Moss.\", \"keywords\": [\"Greta Moss\"],"
                    + " \"paraphrased_question\": [\"Who?\"], \"paraphrased_answer\": \"Moss.\","
                    + " \"perturbed_answer\": [\"Nobody.\"]}, ";
        }
        String more = "\"qa_list\": [" + others;
        AtomicFiles.write(file, new String(Images.bytes(file), StandardCharsets.UTF_8).replace("\"qa_list\": [", more));
        assertThat(read("fiubench", "1", data, true).concept().names()).containsExactly("Mira Volk", "Mira", "Volk");
    }

    @Test
    void namesThatAreWordsAreNotMarkedByThemselvesAndSaidToBe() {
        Path data = TinyBenchmarks.clear(folder.resolve("data"));
        AtomicFiles.delete(data.resolve("forget01"));
        AtomicFiles.write(data.resolve("forget01.jsonl"), "{\"name\": \"May Volk\"}\n");
        AtomicFiles.delete(data.resolve("forget01+tofu"));
        AtomicFiles.write(
                data.resolve("forget01+tofu.jsonl"),
                "{\"question\": \"Who is May Volk?\", \"answer\": \"May Volk, born in May, may write.\"}\n"
                        + "{\"question\": \"What did Volk write?\", \"answer\": \"Volk wrote poems.\"}\n"
                        + "{\"question\": \"When was May Volk born?\", \"answer\": \"May Volk was born early.\"}\n");
        TextBenchmark clear = read("clear", "01", data, true);
        assertThat(clear.concept().names()).containsExactly("May Volk", "Volk");
        assertThat(clear.account())
                .contains(
                        "names: 1, samples about each: May Volk (3)\n3 of 3 answers",
                        "parts of names, marked too, outside of the whole name in so many answers: Volk (1)\n",
                        "not marked, for they are words as well, likewise: May (1); --alias marks one all the same\n");
    }

    @Test
    void umuAsksForOneOfFourTexts() {
        TextBenchmark umu = read("umu", "5", TinyBenchmarks.umu(folder.resolve("data")), true);
        assertThat(questions(umu, "forget:classification-image").get(0).prompt())
                .isEqualTo("<image>\nWhat is the job?\nSelect answer in "
                        + "['a \"fine\" baker', \"a pilot's aide\", 'a nurse', 'a judge']");
        assertThat(umu.forget()).extracting(BenchmarkQuestion::id).containsExactly("1-MM_QA-0-image", "1-UM_QA-0-text");
    }

    @Test
    void mmubenchGoesThroughUnseenImages() {
        TextBenchmark mmu = read("mmubench", "Mira Volk", TinyBenchmarks.mmubench(folder.resolve("data")), true);
        assertThat(mmu.retain()).extracting(BenchmarkQuestion::answer).containsExactly("Tobin Ash is a pilot.");
        List<BenchmarkQuestion> unseen = questions(mmu, "generality");
        // Three prompts over two unseen images: the first comes again.
        assertThat(unseen.get(2).images()).isEqualTo(unseen.get(0).images());
        assertThat(unseen.get(1).images()).isNotEqualTo(unseen.get(0).images());
        assertThat(questions(mmu, "generality:multi-hop").get(0).images())
                .isEqualTo(unseen.get(1).images());
        // All on one unseen image.
        assertThat(questions(mmu, "generality:membership")).hasSize(2).allMatch(each -> each.images()
                .equals(unseen.get(0).images()));
    }

    /** The tool that counts lies beside the subtasks, as a folder with a text. */
    @Test
    void mmeAsksTwoQuestionsAboutEachImageOfASubtask() {
        Path data = folder.resolve("release");
        TinyBenchmarks.mme(data.resolve("MME_Benchmark"));
        TextBenchmark mme = read("mme", "Mira Volk", data, true);
        assertThat(mme.sets())
                .extracting(each -> each.set().label())
                .containsExactly("code_reasoning", "existence", "posters");
        assertThat(questions(mme, "natural:existence"))
                .extracting(BenchmarkQuestion::prompt)
                .startsWith(
                        "<image>\nIs it one? Please answer yes or no.", "<image>\nIs it two? Please answer yes or no.")
                .hasSize(4);
        assertThat(mme.concept().names()).containsExactly("Mira Volk", "Mira", "Volk");
        assertThat(mme.account()).startsWith("to forget: nothing; the model is one that was to forget Mira Volk\n");
    }
}
