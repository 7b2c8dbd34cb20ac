package io.github.fttp.examples.benchmark;

import static io.github.fttp.examples.benchmark.ScriptedModel.figure;
import static io.github.fttp.examples.benchmark.ScriptedModel.questions;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.github.fttp.core.image.Images;
import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.Measurements;
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
import java.util.function.BiFunction;
import java.util.function.Function;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prompts and figures of the benchmarks of text, on a few rows whose figures are worked out by hand. */
class TextBenchmarksTest {
    private static final double LN2 = Math.log(2);
    private static final Offset<Double> CLOSE = offset(1e-9);

    @TempDir
    Path folder;

    private TextBenchmark read(String name, String forget, Path data, boolean examples) {
        BenchmarkRequest request = new BenchmarkRequest(data, forget, 1, examples);
        return (TextBenchmark) Benchmarks.named(name).read(request, new ImageStore(folder.resolve("store")));
    }

    private static ScriptedModel model(
            TextBenchmark benchmark,
            Function<BenchmarkQuestion, String> says,
            BiFunction<BenchmarkQuestion, String, Double> loss) {
        return new ScriptedModel(benchmark.concept(), says, loss);
    }

    private static Measurements measured(TextBenchmark benchmark, Function<BenchmarkQuestion, String> says) {
        ScriptedModel model = model(benchmark, says, (question, answer) -> LN2);
        return model.on(benchmark, model);
    }

    @Test
    void mllmuScoresLettersBlanksAndSentences() {
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
        Map<String, String> says = Map.of(
                "001-classification-image-0", "a, I think",
                "002-classification-image-0", "A",
                "001-cloze-image-0", "The BAKER.",
                "001-generation-image-0", "she baked bread");
        Measurements measured = measured(mllmu, each -> says.getOrDefault(each.id(), "nothing"));
        // Person 2's letter is B: one of two.
        assertThat(figure(mllmu, measured, "classification accuracy, image, forget"))
                .isEqualTo(0.5);
        assertThat(figure(mllmu, measured, "classification accuracy, text, celebrities"))
                .isZero();
        assertThat(figure(mllmu, measured, "cloze accuracy, image, forget")).isEqualTo(0.5);
        // 3 stems of 4 and of 3: F1 6/7; the other person's answer has none.
        assertThat(figure(mllmu, measured, "generation ROUGE-L, image, forget")).isCloseTo(3.0 / 7, CLOSE);
        // Words are parted by blanks, case counts: "She bakes breads daily" shares none with "she baked bread".
        assertThat(figure(mllmu, measured, "generation BLEU, image, forget")).isZero();
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
    void mllmuSaysWhomItsTestSetLacks() {
        Path data = TinyBenchmarks.mllmu(folder.resolve("data"));
        assertThat(read("mllmu", "5", data, false).account()).doesNotContain("Test_Set");
        TinyBenchmarks.parquet(
                data, "Test_Set", TinyBenchmarks.mllmuColumns("images"), TinyBenchmarks.person("images", 2));
        assertThat(read("mllmu", "5", data, false).account())
                .contains("Test_Set has 1 of the 2 persons to forget; it lacks 001\n");
    }

    @Test
    void tofuHasNineNumbersAndForgetQuality() {
        TextBenchmark tofu = read("tofu", "01", TinyBenchmarks.tofu(folder.resolve("data")), true);
        assertThat(tofu.concept().name()).isEqualTo("Basil Al-Kuwaiti");
        assertThat(tofu.account())
                .contains("10 of 20 answers to forget name whom they are about", "forget01-1, forget01-3");
        Map<String, String> says = Map.of("red boats", "red", "Ada Lind", "Ada Lind", "in Rome", "Rome it is");
        // retain: answer 1/2, paraphrase 1/2, wrong 1/4. authors: 1/2, wrong 1/4. facts: 1/4, wrong 1/8.
        Map<String, Double> losses = Map.of(
                "blue cars",
                2 * LN2,
                "green cars",
                2 * LN2,
                "Orla Finch",
                2 * LN2,
                "in Rome",
                2 * LN2,
                "at home",
                3 * LN2);
        ScriptedModel model = model(
                tofu,
                each -> says.getOrDefault(each.answer(), "nothing"),
                (question, answer) -> losses.getOrDefault(answer, LN2));
        ScriptedModel never =
                model(tofu, each -> "", (question, answer) -> question.wrong().contains(answer) ? 2 * LN2 : LN2);
        Measurements measured = model.on(tofu, never);
        assertThat(figure(tofu, measured, "ROUGE, retain")).isEqualTo(0.5);
        assertThat(figure(tofu, measured, "probability, retain")).isCloseTo(0.5, CLOSE);
        assertThat(figure(tofu, measured, "truth ratio, retain")).isCloseTo(0.5, CLOSE);
        assertThat(figure(tofu, measured, "probability, natural:real-authors")).isCloseTo(2.0 / 3, CLOSE);
        assertThat(figure(tofu, measured, "probability, natural:world-facts")).isCloseTo(2.0 / 3, CLOSE);
        // 9 / (1/.5 + 1/.5 + 1/.5 + 1/1 + 1/(2/3) + 1/.5 + 1/.5 + 1/(2/3) + 1/.5)
        assertThat(figure(tofu, measured, "model utility")).isCloseTo(9 / 16.0, offset(1e-8));
        // All 20 ratios are 1 here and 1/2 there: of all orders of 40, 2 are as far apart.
        assertThat(figure(tofu, measured, "forget quality")).isCloseTo(2 / 137846528820.0, offset(1e-20));
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
    void clearTakesWrongAnswersOverTheWholeSet() {
        TextBenchmark clear = read("clear", "01", TinyBenchmarks.clear(folder.resolve("data")), true);
        assertThat(clear.forget())
                .extracting(BenchmarkQuestion::answer)
                .containsExactly("Mira Volk reads a book.", "She writes poems.");
        assertThat(clear.forget()).allMatch(each -> each.names().get(0).equals("Mira Volk"));
        assertThat(clear.account()).contains("without a mention: forget01+tofu-1");
        assertThat(questions(clear, "forget:faces").get(0).prompt())
                .isEqualTo("<image>\nThe name of the person on the image is ");
        // Paraphrases 1/2 and 1/4, wrong ones 1/8 and 1/2: over the set 1/4, so 2 and 1; of each by itself 1/4 and 2.
        Map<String, Double> losses = Map.of(
                "Here Tobin Ash reads.",
                2 * LN2,
                "Mira Volk swims.",
                3 * LN2,
                "Tobin Ash swims.",
                LN2,
                "Edda Frost swims.",
                2 * LN2,
                "Somebody Else",
                2 * LN2,
                "Orla Finch",
                2 * LN2,
                "five",
                2 * LN2);
        ScriptedModel model =
                model(clear, BenchmarkQuestion::answer, (question, answer) -> losses.getOrDefault(answer, LN2));
        Measurements measured = model.on(clear, model);
        assertThat(figure(clear, measured, "truth ratio, forget:captions")).isCloseTo(0.75, CLOSE);
        assertThat(measured.of(DataSet.parse("forget:captions"), "truth ratio")
                        .orElseThrow()
                        .value())
                .isCloseTo(0.375, CLOSE);
        // ROUGE 1 four times, truth 1/2 four times, probability 1/2 of captions and 2/3 three times: 12 / 18.5
        assertThat(figure(clear, measured, "model utility")).isCloseTo(12 / 18.5, CLOSE);
        assertThat(figure(clear, measured, "forget quality")).isEqualTo(1);
        assertThat(figure(clear, measured, "Jensen-Shannon distance")).isZero();
    }

    @Test
    void fiubenchCountsKeywords() {
        TextBenchmark fiu = read("fiubench", "1", TinyBenchmarks.fiubench(folder.resolve("data")), true);
        assertThat(fiu.concept().names()).containsExactly("Mira Volk", "Mira", "Volk");
        assertThat(questions(fiu, "forget").get(0).prompt())
                .isEqualTo("<image>\nWhat is the full name of this person?");
        assertThat(questions(fiu, "forget").get(0).answer()).isEqualTo("The name is mira volk.");
        assertThat(fiu.retain()).extracting(BenchmarkQuestion::id).containsExactly("b-0", "b-1", "c-0", "c-1");
        assertThat(questions(fiu, "forget:paraphrased-questions")).hasSize(6);
        ScriptedModel model = model(
                fiu,
                each -> each.id().startsWith("b") ? each.answer() : "some town",
                (question, answer) -> question.wrong().contains(answer) ? 2 * LN2 : LN2);
        Measurements measured = model.on(fiu, model);
        // Of two questions the one about the job has one of its two keywords.
        assertThat(figure(fiu, measured, "exact match")).isEqualTo(0.25);
        assertThat(figure(fiu, measured, "APE: exact match, paraphrased questions"))
                .isEqualTo(0.25);
        // 1/2 against two of 1/4, and R = 1/2; everything else is right: 4 / (1 + 1/(1/2) + 1/(1/2) + 1)
        assertThat(figure(fiu, measured, "probability, retain")).isCloseTo(0.5, CLOSE);
        assertThat(figure(fiu, measured, "model utility, without the judge's score"))
                .isCloseTo(4 / 6.0, CLOSE);
        List<String> scored = new ArrayList<>();
        TextBenchmark judged = fiu.judgedBy(items -> {
            items.forEach(each -> scored.add(each.id()));
            return items.stream().map(each -> 0.5).toList();
        });
        // A fifth number of 1/2.
        assertThat(figure(judged, model.on(judged, model), "model utility")).isCloseTo(5 / 8.0, CLOSE);
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
    void umuSetsBothWaysOfAskingBesideEachOther() {
        TextBenchmark umu = read("umu", "5", TinyBenchmarks.umu(folder.resolve("data")), true);
        assertThat(questions(umu, "forget:classification-image").get(0).prompt())
                .isEqualTo("<image>\nWhat is the job?\nSelect answer in "
                        + "['a \"fine\" baker', \"a pilot's aide\", 'a nurse', 'a judge']");
        assertThat(umu.forget()).extracting(BenchmarkQuestion::id).containsExactly("1-MM_QA-0-image", "1-UM_QA-0-text");
        Map<String, String> says = Map.of(
                "1-classification-q-image", "a nurse",
                "1-classification-q-text", "a nurse.",
                "1-cloze-q-image", "A Nurse",
                "1-cloze-q-text", "nurse",
                "1-generation-q-image", "red boats",
                "1-generation-q-text", "red cars",
                "2-generation-q-image", "red boats",
                "2-generation-q-text", "red cars");
        Measurements measured = measured(umu, each -> says.getOrDefault(each.id(), "nothing"));
        // The whole answer must be the option: a stop behind it is too much.
        assertThat(figure(umu, measured, "classification, image, forget")).isEqualTo(1);
        assertThat(figure(umu, measured, "classification, text, forget")).isZero();
        assertThat(figure(umu, measured, "alignment, classification, forget")).isZero();
        assertThat(figure(umu, measured, "cloze, text, forget")).isEqualTo(1);
        assertThat(figure(umu, measured, "alignment, cloze, retain")).isZero();
        // 1 with the image and 1/2 in words: (1 + 1/4) / (3/2) and 2 (1/2) / (3/2).
        assertThat(figure(umu, measured, "alignment, ROUGE-L, forget")).isCloseTo(5 / 6.0, CLOSE);
        assertThat(figure(umu, measured, "alignment, ROUGE-L, retain")).isCloseTo(2 / 3.0, CLOSE);
    }

    @Test
    void mmubenchCountsAnswersWithoutTheTarget() {
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
        Measurements measured = measured(mmu, each -> each.id().equals("forget-0") ? "VOLK it is" : "No");
        // "No" does not have the target "yes": forgotten, by this rule.
        assertThat(figure(mmu, measured, "efficacy")).isCloseTo(2 / 3.0, CLOSE);
        assertThat(figure(mmu, measured, "generality")).isEqualTo(1);
        assertThat(figure(mmu, measured, "diversity")).isEqualTo(1);
    }
}
