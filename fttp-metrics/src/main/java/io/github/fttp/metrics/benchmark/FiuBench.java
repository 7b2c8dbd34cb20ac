package io.github.fttp.metrics.benchmark;

import static io.github.fttp.metrics.DataSet.FORGET;
import static io.github.fttp.metrics.DataSet.OVERALL;
import static io.github.fttp.metrics.DataSet.RETAIN;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.method.Modality;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.Metric;
import io.github.fttp.metrics.Metrics;
import io.github.fttp.metrics.Role;
import io.github.fttp.metrics.text.TextObservation;
import io.github.fttp.metrics.text.TokenReadings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * FIUBench (Ma et al. 2025): private facts of fictitious faces, by keywords, paraphrased questions and wrong answers.
 *
 * <p>Of an answer counts what stands up to its first full stop, of one without any nothing, as the authors' evaluation cuts it.
 *
 * <p>A person's names are the keywords of the question about the person's own name, not those about that of a doctor or the
 * like. The first 400 persons count; texts are written as the authors' loader writes them, the first letter large and all
 * others small.
 */
final class FiuBench implements Benchmark {
    /** Asks for the name of the person, and not of something or somebody of that person's. */
    private static final Pattern OWN_NAME =
            Pattern.compile("(?i)\\bname of (?:this|the) (?:person|individual|man|woman)\\b(?!['’]s)"
                    + "|\\b(?:person|individual|man|woman)['’]s (?:(?:full|real|complete|given) )?name\\b");

    private static final int PERSONS = 400;
    private static final int ANSWER_TOKENS = 50;
    private static final DataSet PARAPHRASED = new DataSet(Role.FORGET, "paraphrased-questions");
    private static final String EXACT = "exact match of keywords";
    private static final String UTILITY = "model utility of four";
    private static final String JUDGED_UTILITY = "model utility of five";
    private static final String JUDGED = "factuality, by a judge";
    private static final String AMONG = "probability with options";
    private static final String TRUTH = "truth ratio";

    @Override
    public String name() {
        return "fiubench";
    }

    @Override
    public String title() {
        return "FIUBench: private facts of fictitious faces";
    }

    @Override
    public String source() {
        return "Ma et al. 2025, arXiv 2411.03554; data gray311/FIUBench";
    }

    @Override
    public Modality modality() {
        return Modality.TEXT;
    }

    @Override
    public Set<BenchmarkOption> takes() {
        return Set.of(BenchmarkOption.JUDGE, BenchmarkOption.REFERENCE_MODEL);
    }

    @Override
    public String forgets() {
        return "5, 1 or 10: a list of split.json (default 5)";
    }

    @Override
    public TextBenchmark read(BenchmarkRequest request, ImageStore images) {
        String part = request.oneOf(List.of("5", "1", "10"));
        Path data = request.data();
        List<Json> rows = Json.rows(new Configurations(data).data().resolve("full.json"));
        rows = rows.subList(0, Math.min(PERSONS, rows.size()));
        Json split = Json.data(data.resolve("split.json"));
        Set<String> forget = ids(split.field("forget" + part));
        Set<String> asked = ids(split.field("retain5"));
        Set<String> forgettable = new LinkedHashSet<>();
        for (String list : List.of("forget1", "forget5", "forget10")) {
            split.optional(list).ifPresent(each -> forgettable.addAll(ids(each)));
        }
        Reader reader = new Reader(data, images, new HashMap<>());
        List<BenchmarkQuestion> forgetting = new ArrayList<>();
        List<BenchmarkQuestion> paraphrased = new ArrayList<>();
        List<BenchmarkQuestion> keeping = new ArrayList<>();
        List<BenchmarkQuestion> retain = new ArrayList<>();
        for (Json row : rows) {
            String id = row.field("unique_id").text();
            if (forget.contains(id)) {
                forgetting.addAll(reader.questions(row));
                paraphrased.addAll(reader.paraphrased(row));
            }
            if (asked.contains(id)) keeping.addAll(reader.questions(row));
            if (!forgettable.contains(id)) retain.addAll(reader.questions(row));
        }
        if (forget.isEmpty()) throw split.field("forget" + part).refuse("is empty, expected persons");
        Set<String> missing = new LinkedHashSet<>(forget);
        rows.forEach(row -> missing.remove(row.field("unique_id").text()));
        if (!missing.isEmpty()) {
            throw new BadData(
                    data.resolve("full.json"),
                    "lacks persons of forget" + part + " in split.json: " + String.join(", ", missing));
        }
        return new TextBenchmark(
                "forget" + part + ", " + forget.size() + " persons",
                forgetting,
                retain,
                List.of(
                        new BenchmarkSet(FORGET, forgetting, ANSWER_TOKENS),
                        new BenchmarkSet(PARAPHRASED, paraphrased, ANSWER_TOKENS),
                        new BenchmarkSet(RETAIN, keeping, ANSWER_TOKENS)),
                judge -> metrics(reader.keywords(), judge),
                Optional.empty(),
                figures());
    }

    private static Set<String> ids(Json list) {
        Set<String> ids = new LinkedHashSet<>();
        list.items().forEach(each -> ids.add(each.text()));
        return ids;
    }

    private static List<Metric<TextObservation>> metrics(
            Map<String, List<String>> keywords, Optional<AnswerJudge> judge) {
        Metric<TextObservation> rouge = OwnMetrics.ofFirstSentences(OwnMetrics.rougeRecall());
        Metric<TextObservation> exact = OwnMetrics.ofFirstSentences(OwnMetrics.keywords(EXACT, keywords));
        Metric<TextObservation> judged = OwnMetrics.ofFirstSentences(
                new JudgedAnswers(JUDGED, "Ma et al. 2025", 0, 1, label -> !label.equals(PARAPHRASED.label()), judge));
        List<OwnMetrics.Part> four = List.of(
                new OwnMetrics.Part(RETAIN, rouge),
                new OwnMetrics.Part(RETAIN, Metrics.named(TextObservation.class, AMONG)),
                new OwnMetrics.Part(RETAIN, Metrics.named(TextObservation.class, TRUTH)),
                new OwnMetrics.Part(RETAIN, exact));
        List<OwnMetrics.Part> five = new ArrayList<>(four);
        five.add(new OwnMetrics.Part(RETAIN, judged));
        return List.of(
                rouge,
                exact,
                OwnMetrics.leastLikely("min-k", FiuBench::logProbabilities),
                OwnMetrics.leastLikely("min-k++", FiuBench::standardised),
                judged,
                OwnMetrics.utility(UTILITY, "Harmonic mean of four figures of data to keep.", four),
                OwnMetrics.utility(JUDGED_UTILITY, "Likewise, with a judge's score as the fifth.", five));
    }

    /** Log probabilities of all labels but the first. */
    private static double[] logProbabilities(TokenReadings of) {
        return Arrays.stream(of.losses(), Math.min(1, of.losses().length), of.losses().length)
                .map(loss -> -loss)
                .toArray();
    }

    private static double[] standardised(TokenReadings of) {
        return IntStream.range(1, of.losses().length)
                .mapToDouble(i -> (-of.losses()[i] - of.expected()[i]) / of.deviation()[i])
                .toArray();
    }

    private static List<Figure> figures() {
        return List.of(
                new Figure("forget quality", FORGET, "forget quality"),
                new Figure("exact match", FORGET, EXACT),
                new Figure("APE: exact match, paraphrased questions", PARAPHRASED, EXACT),
                new Figure("min-k", FORGET, "min-k"),
                new Figure("min-k++", FORGET, "min-k++"),
                new Figure("ROUGE, forget", FORGET, OwnMetrics.ROUGE_RECALL),
                new Figure("probability, forget", FORGET, "probability of the answer"),
                new Figure("truth ratio, forget", FORGET, TRUTH),
                new Figure("model utility", OVERALL, JUDGED_UTILITY),
                new Figure("model utility, without the judge's score", OVERALL, UTILITY),
                new Figure("ROUGE, retain", RETAIN, OwnMetrics.ROUGE_RECALL),
                new Figure("probability, retain", RETAIN, AMONG),
                new Figure("truth ratio, retain", RETAIN, TRUTH),
                new Figure("exact match, retain", RETAIN, EXACT),
                new Figure("GPT score, retain", RETAIN, JUDGED));
    }

    /** Reads rows, and makes their questions; keywords by question. */
    private record Reader(Path data, ImageStore images, Map<String, List<String>> keywords) {
        List<BenchmarkQuestion> questions(Json row) {
            List<BenchmarkQuestion> questions = new ArrayList<>();
            String id = row.field("unique_id").text();
            for (Json each : row.field("qa_list").items()) {
                questions.add(question(row, each, each.field("question"), id + "-" + questions.size())
                        .rivals(
                                capitalised(Clear.texts(each.field("paraphrased_answer"))),
                                capitalised(Clear.texts(each.field("perturbed_answer")))));
            }
            return questions;
        }

        List<BenchmarkQuestion> paraphrased(Json row) {
            List<BenchmarkQuestion> questions = new ArrayList<>();
            String id = row.field("unique_id").text();
            for (Json each : row.field("qa_list").items()) {
                Json others = each.field("paraphrased_question");
                for (Json other : others.isText() ? List.of(others) : others.items()) {
                    questions.add(question(row, each, other, id + "-paraphrased-" + questions.size()));
                }
            }
            return questions;
        }

        private BenchmarkQuestion question(Json row, Json pair, Json question, String id) {
            keywords.put(id, Clear.texts(pair.field("keywords")));
            return BenchmarkQuestion.about(
                    images.take(row.field("image_path"), data),
                    id,
                    capitalised(question.text()),
                    capitalised(pair.field("answer").text()),
                    names(row));
        }

        private static List<String> names(Json row) {
            Set<String> names = new LinkedHashSet<>();
            for (Json each : row.field("qa_list").items()) {
                if (!OWN_NAME.matcher(each.field("question").text()).find()) continue;
                Clear.texts(each.field("keywords")).forEach(name -> names.addAll(PersonNames.of(name)));
            }
            return List.copyOf(names);
        }
    }

    private static List<String> capitalised(List<String> texts) {
        return texts.stream().map(FiuBench::capitalised).toList();
    }

    private static String capitalised(String text) {
        if (text.isEmpty()) return text;
        int first = text.offsetByCodePoints(0, 1);
        return text.substring(0, first).toUpperCase(Locale.ROOT)
                + text.substring(first).toLowerCase(Locale.ROOT);
    }
}
