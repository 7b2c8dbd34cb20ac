package io.github.fttp.examples.benchmark;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.io.BadData;
import io.github.fttp.metrics.benchmark.BenchmarkFolder;
import io.github.fttp.metrics.benchmark.BenchmarkRequest;
import io.github.fttp.metrics.benchmark.Benchmarks;
import io.github.fttp.metrics.benchmark.ImageStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data that cannot be used: one message, with file, row and column. */
class BadBenchmarkDataTest {
    @TempDir
    Path folder;

    private AbstractThrowableAssert<?, ?> refused(String name, String forget) {
        return assertThatThrownBy(() -> Benchmarks.named(name)
                        .read(
                                BenchmarkRequest.of(folder.resolve("data"), forget),
                                new ImageStore(folder.resolve("store"))))
                .isInstanceOf(BadData.class);
    }

    private void persons(ObjectNode... rows) {
        TinyBenchmarks.mllmu(folder.resolve("data"));
        TinyBenchmarks.parquet(folder.resolve("data"), "forget_5", TinyBenchmarks.mllmuColumns("image"), rows);
    }

    @Test
    void missingConfigurationsAndColumns() {
        AtomicFiles.write(folder.resolve("data/some.txt"), "x");
        refused("mllmu", "5").hasMessageContaining("has no forget_5: expected a folder forget_5 with files in Parquet");
        refused("mllmu", "7").hasMessage("part to forget: is \"7\", expected one of 5, 10, 15");
        TinyBenchmarks.mllmu(folder.resolve("data"));
        Map<String, String> fewer = new LinkedHashMap<>(TinyBenchmarks.mllmuColumns("image"));
        fewer.remove("Mask_Task");
        TinyBenchmarks.parquet(folder.resolve("data"), "retain_95", fewer, TinyBenchmarks.person("image", 3));
        refused("mllmu", "5")
                .hasMessageContaining("retain_95/train-00000-of-00001.parquet row 1: Mask_Task is missing");
    }

    @Test
    void imagesThatAreMissingOrNone() {
        ObjectNode without = TinyBenchmarks.person("image", 2);
        without.putObject("image").putNull("bytes").put("path", "images/002.png");
        persons(TinyBenchmarks.person("image", 1), without);
        refused("mllmu", "5")
                .hasMessageContaining(
                        "train-00000-of-00001.parquet row 2: image.path is the string \"images/002.png\", not"
                                + " found in ");
        ObjectNode damaged = TinyBenchmarks.person("image", 2);
        damaged.putObject("image")
                .put("bytes", "no image".getBytes(StandardCharsets.UTF_8))
                .put("path", "x.png");
        persons(TinyBenchmarks.person("image", 1), damaged);
        refused("mllmu", "5").hasMessageContaining(".parquet row 2: image: is not an image");
    }

    @Test
    void imagesOutsideOfTheData() {
        ObjectNode outside = TinyBenchmarks.person("image", 2).put("image", "../outside.png");
        AtomicFiles.write(folder.resolve("outside.png"), TinyBenchmarks.image(2));
        TinyBenchmarks.mllmu(folder.resolve("data"));
        AtomicFiles.delete(folder.resolve("data/forget_5"));
        AtomicFiles.write(folder.resolve("data/forget_5.jsonl"), outside + "\n");
        refused("mllmu", "5")
                .hasMessageContaining("forget_5.jsonl line 1: image is the string \"../outside.png\", not found in ");
    }

    @Test
    void lettersThatAreNoOption() {
        ObjectNode wrong = TinyBenchmarks.person("image", 2);
        ((ObjectNode) wrong.at("/Classification_Task/Pure_Text_Questions/0")).put("Correct_Answer", "E");
        persons(TinyBenchmarks.person("image", 1), wrong);
        refused("mllmu", "5")
                .hasMessageContaining(
                        "row 2: Classification_Task.Pure_Text_Questions[0].Correct_Answer is the string \"E\","
                                + " expected one of the options [A, B, C, D]");
    }

    @Test
    void questionsOfNoKnownType() {
        ObjectNode wrong = TinyBenchmarks.person("image", 2);
        ((ObjectNode) wrong.at("/Mask_Task/0")).put("Type", "Image");
        persons(TinyBenchmarks.person("image", 1), wrong);
        refused("mllmu", "5")
                .hasMessageContaining(
                        "row 2: Mask_Task[0].Type is the string \"Image\", expected Image_Textual or Pure_Text");
    }

    @Test
    void pairsThatAreNoJson() {
        TinyBenchmarks.mllmu(folder.resolve("data"));
        Map<String, String> columns = new LinkedHashMap<>(TinyBenchmarks.mllmuColumns("image"));
        columns.put("metadata", "VARCHAR");
        ObjectNode broken = TinyBenchmarks.person("image", 2).put("metadata", "[{");
        TinyBenchmarks.parquet(folder.resolve("data"), "forget_5", columns, broken);
        refused("mllmu", "5").hasMessageContaining("row 1: metadata is no JSON: ");
    }

    @Test
    void answersWithoutWords() {
        TinyBenchmarks.umu(folder.resolve("data"));
        String blank = "{'unimodal': {'q': {'question': 'A [Blank]', 'answer': '.'}}, 'muitimodal': {'q': {}}}";
        ObjectNode row = TinyBenchmarks.umu(1).put("Cloze", blank.replace("{}", "{'question': '', 'answer': 'x'}"));
        TinyBenchmarks.parquet(folder.resolve("data"), "forget_5", TinyBenchmarks.UMU, row);
        refused("umu", "5")
                .hasMessageContaining(
                        "row 1: Cloze.unimodal.q.answer is the string \".\", expected words before a stop");
    }

    @Test
    void personsWithoutAName() {
        TinyBenchmarks.clear(folder.resolve("data"));
        AtomicFiles.delete(folder.resolve("data/forget01"));
        AtomicFiles.write(folder.resolve("data/forget01.jsonl"), "{\"name\": \" \"}\n");
        refused("clear", "01").hasMessageContaining("forget01.jsonl line 1: name is the string \" \", expected a name");
    }

    @Test
    void personsToForgetThatAreNotThere() {
        TinyBenchmarks.fiubench(folder.resolve("data"));
        AtomicFiles.write(folder.resolve("data/split.json"), "{\"forget1\": [\"a\", \"z\"], \"retain5\": [\"b\"]}");
        refused("fiubench", "1").hasMessageContaining("full.json: lacks persons of forget1 in split.json: z");
    }

    @Test
    void mixedTypesInLines() {
        TinyBenchmarks.tofu(folder.resolve("data"));
        AtomicFiles.write(
                folder.resolve("data/forget01.json"),
                "{\"question\": \"Who?\", \"answer\": \"Ada\"}\n{\"question\": \"Who?\", \"answer\": 7}\n");
        refused("tofu", "01").hasMessageContaining("forget01.json line 2: answer is the number 7, expected a string");
    }

    @Test
    void textsThatHoldNoLiteral() {
        TinyBenchmarks.umu(folder.resolve("data"));
        ObjectNode broken = TinyBenchmarks.umu(1).put("Cloze", "{'unimodal': {");
        TinyBenchmarks.parquet(folder.resolve("data"), "forget_5", TinyBenchmarks.UMU, broken);
        refused("umu", "5")
                .hasMessageContaining(
                        "forget_5/train-00000-of-00001.parquet row 1: Cloze is no literal of Python: expected");
    }

    @Test
    void yesAndNoThatAreNeither() {
        Path data = TinyBenchmarks.pope(folder.resolve("data"));
        String question = "{\"question_id\": 1, \"image\": \"%s\", \"text\": \"Is there a dog?\", \"label\": \"%s\"}\n";
        String image = "COCO_val2014_000000000001.png";
        Path file = data.resolve("coco/coco_pope_random.json");
        AtomicFiles.write(file, question.formatted(image, "yes") + question.formatted(image, "maybe"));
        refused("pope", "Mira Volk")
                .hasMessageEndingWith(
                        "coco_pope_random.json line 2: label is the string \"maybe\", expected yes or no");
        AtomicFiles.write(file, question.formatted("other.png", "yes"));
        refused("pope", "Mira Volk")
                .hasMessageEndingWith("line 1: image is the string \"other.png\", not found in " + data);
        AtomicFiles.write(data.resolve("coco_pope_random.json"), question.formatted(image, "yes"));
        refused("pope", "Mira Volk")
                .hasMessageEndingWith("/coco/coco_pope_random.json: has the questions of another file, "
                        + data.resolve("coco_pope_random.json"));
        AtomicFiles.delete(data.resolve("coco_pope_random.json"));
        AtomicFiles.delete(data.resolve("coco"));
        refused("pope", "Mira Volk").hasMessage(data + ": has no file called ..._pope_....json");
    }

    @Test
    void imagesWithoutTwoQuestions() {
        Path data = TinyBenchmarks.mme(folder.resolve("data"));
        Path text = data.resolve("existence/1.txt");
        AtomicFiles.write(text, "Is it one?\tYes\nIs it two? No\n");
        refused("mme", "Mira Volk")
                .hasMessage(text + " line 2: is \"Is it two? No\", expected a question, a tab, and Yes or No");
        AtomicFiles.write(text, "Is it one?\tYes\n\n");
        refused("mme", "Mira Volk").hasMessage(text + ": has 1 questions, expected two");
        AtomicFiles.delete(text);
        refused("mme", "Mira Volk")
                .hasMessage(data.resolve("existence/1.png") + ": has no questions: expected them in " + text);
        AtomicFiles.delete(data.resolve("existence/1.png"));
        AtomicFiles.delete(data.resolve("posters/images/3.png"));
        refused("mme", "Mira Volk")
                .hasMessage(data.resolve("posters/questions_answers_YN/3.txt")
                        + ": is about no image: expected one of its name in " + data.resolve("posters/images"));
        for (String each : List.of("existence", "posters", "code_reasoning")) AtomicFiles.delete(data.resolve(each));
        refused("mme", "Mira Volk").hasMessageContaining("has no subtasks: expected folders with questions_answers_YN");
    }

    @Test
    void masksThatAreNoObject() {
        Path data = TinyBenchmarks.unlearnCanvas(folder.resolve("data"));
        AtomicFiles.write(data.resolve("on_the_beach/Tobin_Ash/2.json"), "[]");
        assertThatThrownBy(() -> BenchmarkFolder.prepare(
                        Benchmarks.named("unlearncanvas"),
                        BenchmarkRequest.of(data, "Tobin_Ash"),
                        folder.resolve("out")))
                .isInstanceOf(BadData.class)
                .hasMessageContaining("on_the_beach/Tobin_Ash/2.json: is an array of 0, expected an object");
    }

    @Test
    void foldersThatLackAPair() {
        TinyBenchmarks.unlearnCanvas(folder.resolve("data"));
        AtomicFiles.delete(folder.resolve("data/on_the_beach/Tobin_Ash"));
        refused("unlearncanvas", "in_the_forest")
                .hasMessageContaining("on_the_beach/Tobin_Ash: is missing, as other styles");
    }
}
