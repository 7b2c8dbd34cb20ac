package io.github.fttp.examples.benchmark;

import static io.github.fttp.examples.benchmark.ScriptedModel.equally;
import static io.github.fttp.examples.benchmark.ScriptedModel.tokens;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.Measurements;
import io.github.fttp.metrics.benchmark.AnswerJudge;
import io.github.fttp.metrics.benchmark.BenchmarkQuestion;
import io.github.fttp.metrics.benchmark.BenchmarkRequest;
import io.github.fttp.metrics.benchmark.Benchmarks;
import io.github.fttp.metrics.benchmark.ImageStore;
import io.github.fttp.metrics.benchmark.TextBenchmark;
import io.github.fttp.metrics.text.QuestionReading;
import io.github.fttp.metrics.text.TokenReadings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every headline figure of every benchmark of text, on a few rows, against a value worked out by hand. */
class HeadlineFiguresTest {
    private static final double LN2 = Math.log(2);
    /** Truth ratios and shares have 1e-10 in their denominators. */
    private static final double CLOSE = 1e-8;

    private static final String NOTHING = "nothing";

    @TempDir
    Path folder;

    private TextBenchmark read(String name, String forget, Function<Path, Path> data) {
        BenchmarkRequest request = new BenchmarkRequest(data.apply(folder.resolve("data")), forget, 1, false);
        return (TextBenchmark) Benchmarks.named(name).read(request, new ImageStore(folder.resolve("store")));
    }

    /** Says what is scripted by the question's id. */
    private static Function<BenchmarkQuestion, String> saying(String... idsAndAnswers) {
        Map<String, String> says = new HashMap<>();
        for (int i = 0; i < idsAndAnswers.length; i += 2) says.put(idsAndAnswers[i], idsAndAnswers[i + 1]);
        return question -> says.getOrDefault(question.id(), NOTHING);
    }

    private static Measurements measured(TextBenchmark benchmark, Function<BenchmarkQuestion, String> says) {
        ScriptedModel model = ScriptedModel.of(benchmark, says, (question, answer) -> LN2);
        return model.on(benchmark, model);
    }

    /** @param namesAndValues of all figures; NaN for one that cannot be measured */
    private static void require(TextBenchmark benchmark, Measurements measured, Object... namesAndValues) {
        Map<String, Double> expected = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            expected.put((String) namesAndValues[i], ((Number) namesAndValues[i + 1]).doubleValue());
        }
        Map<String, Double> found = ScriptedModel.figures(benchmark, measured);
        assertThat(found).containsOnlyKeys(expected.keySet());
        expected.forEach((name, value) -> {
            if (value.isNaN()) assertThat(found.get(name)).as(name).isNull();
            else assertThat(found.get(name)).as(name).isCloseTo(value, offset(CLOSE));
        });
    }

    /** A judge that gives one score to answers that begin so, and another to all others. */
    private static AnswerJudge judge(String beginning, double score, double other) {
        return items -> items.stream()
                .map(each -> each.answer().startsWith(beginning) ? score : other)
                .toList();
    }

    /** Ids are the same on the persons' own and their other images: so are the figures "forget" and "test". */
    @Test
    void mllmu() {
        TextBenchmark mllmu = read("mllmu", "5", TinyBenchmarks::mllmu).judgedBy(judge("She bakes", 9, 2));
        Measurements measured = measured(
                mllmu,
                saying(
                        // A and B are right: one of two, and both.
                        "001-classification-image-0", "a, I think",
                        "002-classification-image-0", "A",
                        "001-classification-text-1", "A",
                        "002-classification-text-1", " b.",
                        "001-cloze-image-0", "The BAKER.",
                        // She bake bread: 3 of 3 stems and 3 of 4, F1 6/7; no word as it is written.
                        "001-generation-image-0", "she baked bread",
                        "002-generation-image-0", "She bakes breads daily",
                        // 5 of 6 words, 4 of 5 pairs, 3 of 4 triples, 2 of 3 fours: their product is 1/3.
                        "001-generation-text-1", "Mira Volk works as a pilot",
                        "003-classification-image-0", "C",
                        "003-classification-text-1", "D",
                        "003-cloze-text-1", "a nurse",
                        "003-generation-text-1", "Edda Frost works as a nurse",
                        "004-classification-text-1", "D it is"));
        Map<String, double[]> expected = new LinkedHashMap<>();
        double[] forget = {0.5, 0.5, (6 / 7.0 + 1) / 2, 0.5, 5.5, 1, 0, 5 / 12.0, Math.pow(3, -0.25) / 2, 2};
        expected.put("forget", forget);
        expected.put("test", forget);
        expected.put("retain", new double[] {1, 0, 0, 0, 2, 0, 1, 1, 1, 2});
        expected.put("celebrities", new double[] {0, 0, 0, 0, 2, 1, 0, 0, 0, 2});
        Map<String, Object> all = new LinkedHashMap<>();
        expected.forEach((set, values) -> {
            int next = 0;
            for (String modality : List.of("image", "text")) {
                for (String figure : List.of(
                        "classification accuracy",
                        "cloze accuracy",
                        "generation ROUGE-L",
                        "generation BLEU",
                        "factuality")) {
                    all.put(figure + ", " + modality + ", " + set, values[next++]);
                }
            }
        });
        require(mllmu, measured, flat(all));
    }

    private static Object[] flat(Map<String, Object> values) {
        return values.entrySet().stream()
                .flatMap(each -> List.of(each.getKey(), each.getValue()).stream())
                .toArray();
    }

    /**
     * Paraphrases of captions to forget have 1/2 and 1/4, wrong ones 1/8 and 1/2, over the set 1/4: ratios 2 and 1; of a model that
     * never saw them 1/2 and 1/2. Of two and two ratios apart, 2 of 6 orders are as far apart.
     */
    @Test
    void clear() {
        TextBenchmark clear = read("clear", "01", TinyBenchmarks::clear);
        Map<String, Double> losses = Map.of(
                "Here Tobin Ash reads.", 2 * LN2,
                "Mira Volk swims.", 3 * LN2,
                "Edda Frost swims.", 2 * LN2,
                "Somebody Else", 2 * LN2,
                "Orla Finch", 2 * LN2,
                "five", 2 * LN2);
        ScriptedModel model = ScriptedModel.of(
                clear,
                saying(
                        // 2 of 5 stems and none; 1 of 2 and none.
                        "forget01_perturbed-0", "Mira Volk swims",
                        "forget01_perturbed-face-0", "Mira",
                        "retain_perturbed-0", "Edda Frost reads a book",
                        "retain_perturbed-face-0", "a Frost",
                        "real_faces-face-0", "Ada",
                        "real_world-0", "It is four."),
                (question, answer) -> losses.getOrDefault(answer, LN2));
        ScriptedModel never = ScriptedModel.of(
                clear,
                question -> NOTHING,
                (question, answer) -> question.wrong().contains(answer) ? LN2 : 2 * LN2);
        require(
                clear,
                model.on(clear, never),
                "model utility",
                // 1 over the ROUGE, probabilities and truth ratios of data to keep below
                12 / ((2 + 1 + 1 + 2) + (1.5 + 1.5 + 2 + 1.5) + 4 * 2),
                "forget quality",
                1 / 3.0,
                "Jensen-Shannon distance",
                1,
                "ROUGE, natural:real-faces",
                0.5,
                "probability, natural:real-faces",
                2 / 3.0,
                "truth ratio, natural:real-faces",
                0.5,
                "ROUGE, natural:real-world",
                1,
                "probability, natural:real-world",
                2 / 3.0,
                "truth ratio, natural:real-world",
                0.5,
                "ROUGE, retain:captions",
                1,
                "probability, retain:captions",
                0.5,
                "truth ratio, retain:captions",
                0.5,
                "ROUGE, retain:faces",
                0.5,
                "probability, retain:faces",
                2 / 3.0,
                "truth ratio, retain:faces",
                0.5,
                "ROUGE, forget:captions",
                0.2,
                "probability, forget:captions",
                0.5,
                "truth ratio, forget:captions",
                (0.5 + 1) / 2,
                "ROUGE, forget:faces",
                0.25,
                "probability, forget:faces",
                2 / 3.0,
                "truth ratio, forget:faces",
                0.5);
        // Ratios of 1 and 1/2 share one of three bins with 2 and 1: half a bit, and no order of two and two is less far
        // apart.
        ScriptedModel nearly = ScriptedModel.of(
                clear,
                question -> NOTHING,
                (question, answer) -> answer.equals("Here Tobin Ash reads.") ? 2 * LN2 : LN2);
        Map<String, Double> figures = ScriptedModel.figures(clear, model.on(clear, nearly));
        assertThat(figures.get("Jensen-Shannon distance")).isCloseTo(Math.sqrt(0.5), offset(CLOSE));
        assertThat(figures.get("forget quality")).isEqualTo(1);
        // Each question's own wrong answers give other ratios: 1/4 and 2.
        assertThat(model.on(clear, nearly)
                        .of(DataSet.parse("forget:captions"), "truth ratio")
                        .orElseThrow()
                        .value())
                .isCloseTo((0.25 + 0.5) / 2, offset(CLOSE));
    }

    @Test
    void tofu() {
        TextBenchmark tofu = read("tofu", "01", TinyBenchmarks::tofu);
        Map<String, String> says =
                Map.of("red boats", "red", "Ada Lind", "Ada Lind", "in Rome", "Rome it is", "It is fact 1.", "fact");
        Map<String, Double> losses = Map.of(
                "blue cars", 2 * LN2,
                "green cars", 2 * LN2,
                "Orla Finch", 2 * LN2,
                "in Rome", 2 * LN2,
                "at home", 3 * LN2,
                // The first of 20 paraphrases of answers to forget.
                "Fact 0 it is.", 3 * LN2);
        ScriptedModel model = ScriptedModel.of(
                tofu,
                each -> says.getOrDefault(each.answer(), NOTHING),
                (question, answer) -> losses.getOrDefault(answer, LN2));
        ScriptedModel never = ScriptedModel.of(
                tofu, each -> "", (question, answer) -> question.wrong().contains(answer) ? 2 * LN2 : LN2);
        require(
                tofu,
                model.on(tofu, never),
                "model utility",
                9 / (2 + 2 + 2 + 1 + 1.5 + 2 + 2 + 1.5 + 2),
                // 20 ratios of 1 or more here and 1/2 there: of all orders of 40, 2 are as far apart.
                "forget quality",
                2 / 137846528820.0,
                "ROUGE, retain",
                0.5,
                "probability, retain",
                0.5,
                "truth ratio, retain",
                0.5,
                "ROUGE, natural:real-authors",
                1,
                "probability, natural:real-authors",
                2 / 3.0,
                "truth ratio, natural:real-authors",
                0.5,
                "ROUGE, natural:world-facts",
                0.5,
                "probability, natural:world-facts",
                2 / 3.0,
                "truth ratio, natural:world-facts",
                0.5,
                // One of four words of one of twenty answers.
                "ROUGE, forget",
                1 / 80.0,
                "probability, forget",
                0.5,
                // The first has 1/8 against 1/2 of its wrong answers, a ratio of 4.
                "truth ratio, forget",
                (0.25 + 19) / 20);
    }

    /** Two answers to forget, of five tokens each; the first token counts for neither min-k. */
    private static TokenReadings read(BenchmarkQuestion question, String answer) {
        boolean forget = question.id().startsWith("a-");
        boolean first = question.id().endsWith("0");
        if (forget && answer.equals(question.answer())) {
            return first
                    ? tokens(-LN2, LN2, 3 * LN2, LN2, 2 * LN2, 3 * LN2, LN2)
                    : tokens(-LN2, LN2, LN2, LN2, LN2, LN2, LN2);
        }
        int wrong = question.wrong().indexOf(answer);
        if (wrong < 0) return equally((forget && first ? 2 : 1) * LN2);
        double mean = first ? 2 : 3;
        return equally((forget ? mean - 1 + 2 * wrong : mean) * LN2);
    }

    @Test
    void fiubench() {
        TextBenchmark fiu = read("fiubench", "1", TinyBenchmarks::fiubench).judgedBy(items -> items.stream()
                .map(each -> each.answer().equals("In town.") ? 0.25 : 0.75)
                .toList());
        ScriptedModel model = ScriptedModel.reading(
                fiu,
                saying(
                        // Up to the first full stop no keyword, and one of two; no word of five, and two of four.
                        "a-0", "I do not know. Mira Volk.",
                        "a-1", "A baker. In town.",
                        // One of three paraphrases each; what has no full stop is nothing.
                        "a-paraphrased-0", "Mira Volk.",
                        "a-paraphrased-1", "Mira Volk",
                        "a-paraphrased-4", "Town baker.",
                        // All, and two of four words and one of two keywords.
                        "b-0", "The name is Tobin Ash. Or so.",
                        "b-1", "In town. A pilot."),
                HeadlineFiguresTest::read);
        ScriptedModel never = ScriptedModel.of(
                fiu, each -> "", (question, answer) -> question.wrong().contains(answer) ? LN2 : 2 * LN2);
        double sum = 4 / 3.0 + 12 / 7.0 + 8 / 5.0 + 4 / 3.0;
        require(
                fiu,
                model.on(fiu, never),
                // Ratios 1 and 1/4 here, 2 and 2 there: of the orders of two and two, 2 of 6 are as far apart.
                "forget quality",
                1 / 3.0,
                "exact match",
                (0 + 0.5) / 2,
                "APE: exact match, paraphrased questions",
                2 / 6.0,
                // Of 4 tokens 30 and 40 % are one, 50 % two; 10 and 20 % none.
                "min-k",
                (0.3 / 8 + 0.1 * Math.pow(2, -2.5) + 0.3 / 2 + 0.1 / 2) / 2,
                // Log probabilities of 1, 2, 3, 1 times log 1/2 beside their mean of 1 and deviation of 1: 0, -1, -2,
                // 0.
                "min-k++",
                (0.3 * Math.exp(-2) + 0.1 * Math.exp(-1.5) + 0.3 + 0.1) / 2,
                "ROUGE, forget",
                (0 + 0.5) / 2,
                "probability, forget",
                (0.25 + 0.5) / 2,
                "truth ratio, forget",
                (1 + 0.25) / 2,
                "model utility",
                5 / (sum + 2),
                "model utility, without the judge's score",
                4 / sum,
                "ROUGE, retain",
                (1 + 0.5) / 2,
                // 1/2 beside twice 1/4 and twice 1/8
                "probability, retain",
                (1 / 2.0 + 2 / 3.0) / 2,
                "truth ratio, retain",
                (0.5 + 0.75) / 2,
                "exact match, retain",
                (1 + 0.5) / 2,
                "GPT score, retain",
                (0.75 + 0.25) / 2);
    }

    @Test
    void umu() {
        TextBenchmark umu = read("umu", "5", TinyBenchmarks::umu);
        Measurements measured = measured(
                umu,
                saying(
                        "1-classification-q-image", "a nurse",
                        // The whole answer must be the option: a stop behind it is too much.
                        "1-classification-q-text", "a nurse.",
                        "1-generation-q-image", "red boats",
                        "1-generation-q-text", "red cars",
                        "2-classification-q-image", "a nurse",
                        "2-classification-q-text", "a nurse",
                        "2-cloze-q-text", "A Nurse",
                        "2-generation-q-image", "red boats",
                        "2-generation-q-text", "red cars",
                        "3-classification-q-text", "a nurse",
                        "3-cloze-q-image", "nurse",
                        "3-cloze-q-text", "a nurse it is",
                        "3-generation-q-image", "red"));
        require(
                umu,
                measured,
                "classification, image, forget",
                1,
                "cloze, image, forget",
                0,
                "ROUGE-L, image, forget",
                1,
                "classification, text, forget",
                0,
                "cloze, text, forget",
                0,
                "ROUGE-L, text, forget",
                0.5,
                // wrong in both
                "alignment, classification, forget",
                0,
                "alignment, cloze, forget",
                1,
                // (1 + 1/4) / (3/2)
                "alignment, ROUGE-L, forget",
                5 / 6.0,
                "classification, image, retain",
                1,
                "cloze, image, retain",
                0,
                "ROUGE-L, image, retain",
                1,
                "classification, text, retain",
                1,
                "cloze, text, retain",
                1,
                "ROUGE-L, text, retain",
                0.5,
                // right in both
                "alignment, classification, retain",
                1,
                "alignment, cloze, retain",
                0,
                // 2 (1/2) / (3/2)
                "alignment, ROUGE-L, retain",
                2 / 3.0,
                "classification, image, natural",
                0,
                "cloze, image, natural",
                1,
                // all of one word, one of two
                "ROUGE-L, image, natural",
                2 / 3.0,
                "classification, text, natural",
                1,
                "cloze, text, natural",
                1,
                "ROUGE-L, text, natural",
                0,
                "alignment, classification, natural",
                0,
                "alignment, cloze, natural",
                1,
                "alignment, ROUGE-L, natural",
                0);
    }

    /**
     * Before, each name's first token had 1/2 and 1/4 at two positions; now it has 1/4 and 1/2 in two of three questions:
     * {@code |1/2 ln 2 - 1/4 ln 2|}. Of five tokens of a question the two lowest count: -4.5 both times in one, -9 and -4.5
     * in the other.
     */
    @Test
    void mmubench() {
        TextBenchmark mmu =
                read("mmubench", "Mira Volk", TinyBenchmarks::mmubench).judgedBy(judge("Volk", 5, 1));
        double[] known = {-1, -2, -3, -4, -5};
        double[] less = {-1, -2, -3, -8, -10};
        ScriptedModel before = new ScriptedModel(
                mmu.concept(),
                saying(
                        "generality-0", "It is Volk",
                        "generality-1", "Yes it is",
                        "generality-2", "Volk",
                        "generality:membership-0", "red boats sail",
                        "generality:membership-1", "red boats sail"),
                HeadlineFiguresTest::readBefore,
                each -> new QuestionReading(names(0.5, 0.25), known));
        ScriptedModel model = new ScriptedModel(
                mmu.concept(),
                saying(
                        "forget-0", "VOLK it is",
                        "forget-1", "No",
                        "forget-2", "Yes",
                        "generality-0", "Volk",
                        "generality-1", "yes",
                        "generality-2", "yes, red boats",
                        "generality:multi-hop-0", "Volk, Mira Volk bakes",
                        "generality:languages-0", "nadie",
                        "generality:membership-0", "red boats",
                        "generality:membership-1", "red boats"),
                HeadlineFiguresTest::readBefore,
                each -> new QuestionReading(
                        each.id().equals("generality-2") ? names(0.5, 0.25) : names(0.25, 0.5),
                        each.id().equals("generality:membership-1") ? less : known));
        require(
                mmu,
                model.beside(mmu, before),
                // "No" and "Yes" have neither "yes" nor "volk".
                "efficacy",
                2 / 3.0,
                "generality",
                1 / 3.0,
                "generality, GPT score",
                (5 + 1 + 1) / 3.0,
                "generality:multi-hop",
                0,
                "generality:multi-hop, GPT score",
                5,
                "generality:languages",
                1,
                "generality:languages, GPT score",
                1,
                "MIA, ROUGE-L",
                2 / 3.0,
                "C-Dis",
                2 / 3.0 * LN2 / 4,
                // Means of 2, 1 and 0.
                "fluency",
                Math.E,
                // Volk, yes, red, boats
                "diversity",
                4);
    }

    /** Gives whole name and both parts equal probabilities of their first tokens. */
    private static double[][] names(double... probabilities) {
        return new double[][] {probabilities, probabilities, probabilities};
    }

    /** Reads what the model said before: the last token is the concept's, and counts for nothing. */
    private static TokenReadings readBefore(BenchmarkQuestion question, String answer) {
        double[] losses =
                switch (question.id()) {
                    case "generality-0" -> new double[] {1, 3, 100};
                    case "generality-1" -> new double[] {1, 1, 100};
                    default -> new double[] {0, 0, 100};
                };
        TokenReadings plain = tokens(0, 1, losses);
        return new TokenReadings(
                plain.labels(),
                plain.losses(),
                plain.likeliest(),
                new boolean[] {false, false, true},
                plain.expected(),
                plain.deviation());
    }

    @Test
    void pope() {
        TextBenchmark pope = read("pope", "Mira Volk", TinyBenchmarks::pope);
        Measurements measured = measured(
                pope,
                saying(
                        // Right are three yes and then three no.
                        "coco-random-0", "Yes",
                        "coco-random-1", "Yes, there is.",
                        "coco-random-2", "There is, no, not one.",
                        // Only the first sentence counts, and "none" is not "no".
                        "coco-random-3", "No. Yes.",
                        "coco-random-4", "Yes. No.",
                        "coco-random-5", "none",
                        // A yes and a no that are right, both answered by no.
                        "coco-popular-0", "no",
                        "coco-popular-1", "not at all"));
        require(
                pope,
                measured,
                "accuracy, coco-popular",
                0.5,
                "precision, coco-popular",
                Double.NaN,
                "recall, coco-popular",
                0,
                "F1, coco-popular",
                0,
                "share of yes, coco-popular",
                0,
                "accuracy, coco-random",
                3 / 6.0,
                "precision, coco-random",
                2 / 4.0,
                "recall, coco-random",
                2 / 3.0,
                // 2 (1/2) (2/3) / (1/2 + 2/3)
                "F1, coco-random",
                4 / 7.0,
                "share of yes, coco-random",
                4 / 6.0);
    }

    @Test
    void mme() {
        TextBenchmark mme = read("mme", "Mira Volk", TinyBenchmarks::mme);
        Measurements measured = measured(
                mme,
                saying(
                        // Yes, then no are right. The first four letters count: "it i" is neither, "note" has a no.
                        "existence/1.png-0", "Yes",
                        "existence/1.png-1", "no.",
                        "existence/2.png-0", "It is, yes",
                        "existence/2.png-1", "Not at all",
                        "posters/3.png-0", "Yes, it is",
                        "posters/3.png-1", "yes",
                        "code_reasoning/4.png-0", "yes",
                        "code_reasoning/4.png-1", "No"));
        require(
                mme,
                measured,
                "perception, 2 of 10 subtasks",
                125 + 50,
                "cognition, 1 of 4 subtasks",
                200,
                "code_reasoning",
                200,
                "existence",
                125,
                "posters",
                50);
        DataSet existence = DataSet.parse("natural:existence");
        assertThat(measured.of(existence, "accuracy").orElseThrow().value()).isEqualTo(3 / 4.0);
        assertThat(measured.of(existence, "accuracy+").orElseThrow().value()).isEqualTo(1 / 2.0);
    }
}
