package io.github.fttp.metrics.benchmark;

import static io.github.fttp.metrics.DataSet.FORGET;
import static io.github.fttp.metrics.DataSet.NATURAL;
import static io.github.fttp.metrics.DataSet.OVERALL;
import static io.github.fttp.metrics.DataSet.RETAIN;

import io.github.fttp.core.io.Json;
import io.github.fttp.core.method.Modality;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.Direction;
import io.github.fttp.metrics.Metric;
import io.github.fttp.metrics.text.PorterStemmer;
import io.github.fttp.metrics.text.Rouge;
import io.github.fttp.metrics.text.TextObservation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleBiFunction;

/**
 * UMU-Bench (Wang et al. 2025): the same question with the image and in words alone, and how far a model answers both alike.
 *
 * <p>Its three columns of tasks are texts that hold literals of Python. A choice counts where the whole answer is the option.
 */
final class UmuBench implements Benchmark {
    private static final int SHORT = 50;
    private static final int LONG = 200;
    private static final String EQUAL = "answer equals the option";
    private static final String CONTAINS = "answer accuracy";
    private static final List<DataSet> ROLES = List.of(FORGET, RETAIN, NATURAL);

    private static final ToDoubleBiFunction<String, String> EQUALS = (truth, answer) -> answer.equals(truth) ? 1 : 0;
    private static final ToDoubleBiFunction<String, String> SAYS =
            (truth, answer) -> answer.toLowerCase(Locale.ROOT).contains(truth.toLowerCase(Locale.ROOT)) ? 1 : 0;
    private static final ToDoubleBiFunction<String, String> ROUGE =
            (truth, answer) -> Rouge.l(truth, answer, PorterStemmer::stem).f1();

    @Override
    public String name() {
        return "umu";
    }

    @Override
    public String title() {
        return "UMU-Bench: the same facts with images and in words";
    }

    @Override
    public String source() {
        return "Wang et al. 2025; data linbojunzi/UMU-bench";
    }

    @Override
    public Modality modality() {
        return Modality.TEXT;
    }

    @Override
    public Set<BenchmarkOption> takes() {
        return Set.of();
    }

    @Override
    public String forgets() {
        return "5, 10 or 15 percent of the persons (default 5)";
    }

    @Override
    public TextBenchmark read(BenchmarkRequest request, ImageStore images) {
        String percent = request.oneOf(List.of("5", "10", "15"));
        Configurations data = new Configurations(request.data());
        Reader reader = new Reader(data, images);
        String forget = "forget_" + percent;
        String retain = "retain_" + (100 - Integer.parseInt(percent));
        List<BenchmarkSet> sets = new ArrayList<>();
        sets.addAll(reader.sets(FORGET, forget));
        sets.addAll(reader.sets(RETAIN, retain));
        sets.addAll(reader.sets(NATURAL, data.first("Real_Person_Set", "real_person")));
        return new TextBenchmark(
                percent + " % of the persons",
                reader.training(forget),
                reader.training(retain),
                sets,
                judge -> metrics(),
                Optional.empty(),
                figures());
    }

    private static List<Metric<TextObservation>> metrics() {
        List<Metric<TextObservation>> metrics = new ArrayList<>();
        metrics.add(
                OwnMetrics.ofAnswers(EQUAL, "Share of answers that are the right option and nothing else.", EQUALS));
        metrics.add(OwnMetrics.rougeF1());
        for (DataSet role : ROLES) {
            metrics.addAll(aligned(role, "classification", EQUALS));
            metrics.addAll(aligned(role, "cloze", SAYS));
            boolean forgets = role.role().forgets();
            metrics.add(OwnMetrics.paired(
                    together("generation", role),
                    forgets
                            ? "Mean of (a^2 + b^2) / (a + b) of both ROUGE-L: high where one of both is still known."
                            : "Mean of 2 a b / (a + b) of both ROUGE-L: high where both are known.",
                    labelled(role, "generation", "image"),
                    labelled(role, "generation", "text"),
                    ROUGE,
                    forgets ? UmuBench::largerCounts : UmuBench::smallerCounts,
                    Direction.HIGHER));
        }
        return metrics;
    }

    static double largerCounts(double a, double b) {
        return a + b == 0 ? 0 : (a * a + b * b) / (a + b);
    }

    static double smallerCounts(double a, double b) {
        return a + b == 0 ? 0 : 2 * a * b / (a + b);
    }

    private static List<Metric<TextObservation>> aligned(
            DataSet role, String task, ToDoubleBiFunction<String, String> rule) {
        DataSet image = labelled(role, task, "image");
        DataSet text = labelled(role, task, "text");
        DoubleBinaryOperator right = (a, b) -> a * b;
        DoubleBinaryOperator wrong = (a, b) -> (1 - a) * (1 - b);
        return List.of(
                OwnMetrics.paired(
                        both("right", task, role),
                        "Share answered rightly in both.",
                        image,
                        text,
                        rule,
                        right,
                        Direction.HIGHER),
                OwnMetrics.paired(
                        both("wrong", task, role),
                        "Share answered wrongly in both.",
                        image,
                        text,
                        rule,
                        wrong,
                        Direction.LOWER));
    }

    private static String both(String how, String task, DataSet role) {
        return task + " " + how + " in both, " + role;
    }

    private static String together(String task, DataSet role) {
        return task + " together, " + role;
    }

    private static DataSet labelled(DataSet role, String task, String modality) {
        return new DataSet(role.role(), task + "-" + modality);
    }

    private static List<Figure> figures() {
        List<Figure> figures = new ArrayList<>();
        for (DataSet role : ROLES) {
            for (String modality : List.of("image", "text")) {
                String of = ", " + modality + ", " + role;
                figures.add(new Figure("classification" + of, labelled(role, "classification", modality), EQUAL));
                figures.add(new Figure("cloze" + of, labelled(role, "cloze", modality), CONTAINS));
                figures.add(new Figure("ROUGE-L" + of, labelled(role, "generation", modality), OwnMetrics.ROUGE_F1));
            }
            String acc = role.role().forgets() ? "wrong" : "right";
            for (String task : List.of("classification", "cloze")) {
                figures.add(new Figure("alignment, " + task + ", " + role, OVERALL, both(acc, task, role)));
            }
            figures.add(new Figure("alignment, ROUGE-L, " + role, OVERALL, together("generation", role)));
        }
        return figures;
    }

    /** Reads rows, and makes their questions. */
    private record Reader(Configurations data, ImageStore images) {
        List<BenchmarkSet> sets(DataSet role, String configuration) {
            List<List<BenchmarkQuestion>> asked = new ArrayList<>();
            for (int i = 0; i < 6; i++) asked.add(new ArrayList<>());
            data.forEach(configuration, row -> {
                classification(row, asked.get(0), asked.get(1));
                plain(row, "Cloze", asked.get(2), asked.get(3));
                plain(row, "Generation", asked.get(4), asked.get(5));
            });
            return List.of(
                    new BenchmarkSet(labelled(role, "classification", "image"), asked.get(0), SHORT),
                    new BenchmarkSet(labelled(role, "classification", "text"), asked.get(1), SHORT),
                    new BenchmarkSet(labelled(role, "cloze", "image"), asked.get(2), SHORT),
                    new BenchmarkSet(labelled(role, "cloze", "text"), asked.get(3), SHORT),
                    new BenchmarkSet(labelled(role, "generation", "image"), asked.get(4), LONG),
                    new BenchmarkSet(labelled(role, "generation", "text"), asked.get(5), LONG));
        }

        /** Right is the option before whose letter the text's answer names, for both. */
        private void classification(Json row, List<BenchmarkQuestion> withImage, List<BenchmarkQuestion> inWords) {
            Json tasks = PythonLiteral.in(row.field("Classify"));
            Json words = tasks.field("unimodal");
            for (String key : words.names()) {
                Json letter = words.field(key).field("answer");
                for (boolean image : List.of(true, false)) {
                    Json item = image ? image(tasks).field(key) : words.field(key);
                    Json options = item.field("options");
                    Json right = options.field(untilStop(letter));
                    List<String> four = List.of("A", "B", "C", "D").stream()
                            .map(each -> options.field(each).text())
                            .toList();
                    String prompt = item.field("question").text() + "\nSelect answer in " + PythonLiteral.list(four);
                    add(row, "classification-" + key, image, prompt, right.text(), image ? withImage : inWords);
                }
            }
        }

        private void plain(
                Json row, String column, List<BenchmarkQuestion> withImage, List<BenchmarkQuestion> inWords) {
            Json tasks = PythonLiteral.in(row.field(column));
            for (String key : tasks.field("unimodal").names()) {
                for (boolean image : List.of(true, false)) {
                    Json item = (image ? image(tasks) : tasks.field("unimodal")).field(key);
                    String question = item.field("question").text();
                    Json answer = item.field("answer");
                    boolean cloze = column.equals("Cloze");
                    String prompt = question
                            + (cloze
                                    ? "\nPlease **ONLY** provide the correct answer without any explanation"
                                    : "\nAnswer the question based on your trained knowledge in one sentence "
                                            + (image ? "accurately " : "") + "in ENGLISH.");
                    add(
                            row,
                            column.toLowerCase(Locale.ROOT) + "-" + key,
                            image,
                            prompt,
                            cloze ? untilStop(answer) : answer.text(),
                            image ? withImage : inWords);
                }
            }
        }

        /** Takes what stands before an answer's first full stop. */
        private static String untilStop(Json answer) {
            String words = answer.text().split("\\.", 2)[0];
            if (words.isBlank()) throw answer.refuse("is " + answer.found() + ", expected words before a stop");
            return words;
        }

        /** The published data has it misspelled; right spelling is taken as well. */
        private static Json image(Json tasks) {
            return tasks.has("multimodal") ? tasks.field("multimodal") : tasks.field("muitimodal");
        }

        private void add(
                Json row, String key, boolean image, String prompt, String answer, List<BenchmarkQuestion> to) {
            String id = Configurations.id(row) + "-" + key + (image ? "-image" : "-text");
            List<String> names = names(row);
            to.add(
                    image
                            ? BenchmarkQuestion.about(
                                    images.take(row.field("image"), data.data()), id, prompt, answer, names)
                            : BenchmarkQuestion.text(id, prompt, answer, names));
        }

        private static List<String> names(Json row) {
            return PersonNames.in(row.field("Biography").text())
                    .map(PersonNames::of)
                    .orElse(List.of());
        }

        List<BenchmarkQuestion> training(String configuration) {
            List<BenchmarkQuestion> samples = new ArrayList<>();
            data.forEach(configuration, row -> {
                for (String column : List.of("MM_QA", "UM_QA")) {
                    Json pairs = PythonLiteral.in(row.field(column));
                    for (String key : pairs.field("question").names()) {
                        add(
                                row,
                                column + "-" + key,
                                column.equals("MM_QA"),
                                pairs.field("question").field(key).text(),
                                pairs.field("answer").field(key).text(),
                                samples);
                    }
                }
            });
            return samples;
        }
    }
}
