package io.github.fttp.metrics.benchmark;

import static io.github.fttp.metrics.DataSet.OVERALL;

import io.github.fttp.core.io.Json;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.method.Modality;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.Metric;
import io.github.fttp.metrics.MetricDefinition;
import io.github.fttp.metrics.Metrics;
import io.github.fttp.metrics.Requirement;
import io.github.fttp.metrics.Role;
import io.github.fttp.metrics.statistics.Interval;
import io.github.fttp.metrics.statistics.JensenShannon;
import io.github.fttp.metrics.statistics.KolmogorovSmirnov;
import io.github.fttp.metrics.text.Naming;
import io.github.fttp.metrics.text.TextObservation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * CLEAR (Dontsov et al. 2024): TOFU's authors with faces, to be described and named, beside real faces and the real world.
 *
 * <p>Its truth ratios average wrong answers over the whole set, as its evaluation does; TOFU's stand beside them.
 */
final class Clear implements Benchmark {
    private static final int ROWS = 300;
    private static final int ANSWER_TOKENS = 300;
    private static final String WHO = "The name of the person on the image is ";
    private static final List<String> DESCRIBE = List.of(
            "What can you see in this picture?",
            "Tell me about the content of this image",
            "Can you give a description of the image?",
            "What is depicted in the image?",
            "Explain what you observe in the picture.",
            "Describe the image in detail.",
            "What is the main subject of this image?",
            "Can you describe the scene or objects in the image?",
            "What is happening in this image?");

    private static final DataSet FORGET = new DataSet(Role.FORGET, "captions");
    private static final DataSet FORGET_FACES = new DataSet(Role.FORGET, "faces");
    private static final DataSet RETAIN = new DataSet(Role.RETAIN, "captions");
    private static final DataSet RETAIN_FACES = new DataSet(Role.RETAIN, "faces");
    private static final DataSet REAL_FACES = new DataSet(Role.NATURAL, "real-faces");
    private static final DataSet REAL_WORLD = new DataSet(Role.NATURAL, "real-world");

    private static final String TRUTH = "truth ratio, wrong answers of the whole set";
    private static final String QUALITY = "forget quality, wrong answers of the whole set";
    private static final String DISTANCE = "distance of truth ratios, wrong answers of the whole set";
    private static final String UTILITY = "model utility of twelve";
    private static final String PROBABILITY = "probability of the answer";
    private static final String AMONG = "probability with options";

    @Override
    public String name() {
        return "clear";
    }

    @Override
    public String title() {
        return "CLEAR: fictitious authors with faces";
    }

    @Override
    public String source() {
        return "Dontsov et al. 2024, arXiv 2410.18057; data therem/CLEAR";
    }

    @Override
    public Modality modality() {
        return Modality.TEXT;
    }

    @Override
    public Set<BenchmarkOption> takes() {
        return Set.of(BenchmarkOption.REFERENCE_MODEL, BenchmarkOption.SEED);
    }

    @Override
    public String forgets() {
        return TofuSplit.FORGETS;
    }

    @Override
    public TextBenchmark read(BenchmarkRequest request, ImageStore images) {
        TofuSplit split = TofuSplit.of(request);
        Configurations data = new Configurations(request.data());
        Reader reader = new Reader(data, images, new Random(request.seed()));
        String forget = split.forget();
        String retain = split.retain();
        Set<String> persons = new LinkedHashSet<>();
        data.forEach(forget, row -> {
            Json name = row.field("name");
            if (name.text().isBlank()) throw name.refuse("is " + name.found() + ", expected a name");
            persons.add(name.text());
        });
        List<BenchmarkSet> sets = List.of(
                reader.captions(FORGET, forget + "_perturbed"),
                reader.captions(RETAIN, "retain_perturbed"),
                reader.faces(FORGET_FACES, forget + "_perturbed", "name", "perturbed_names"),
                reader.faces(RETAIN_FACES, "retain_perturbed", "name", "perturbed_names"),
                reader.faces(REAL_FACES, "real_faces", "answer", "options"),
                reader.world());
        Metric<TextObservation> truth = OwnMetrics.truthRatioOfTheSet(TRUTH);
        Metric<TextObservation> utility = OwnMetrics.utility(
                UTILITY,
                "Harmonic mean of ROUGE-L recall, probability and truth ratio of four tasks to keep.",
                parts(truth));
        return new TextBenchmark(
                split.text(persons.size()),
                reader.training(data.first(forget + "+tofu", forget), persons),
                reader.training(data.first(retain + "+tofu", retain), Set.of()),
                sets,
                judge -> List.of(OwnMetrics.rougeRecall(), truth, utility, quality(), distance()),
                Optional.empty(),
                figures());
    }

    private static List<OwnMetrics.Part> parts(Metric<TextObservation> truth) {
        List<OwnMetrics.Part> parts = new ArrayList<>();
        for (DataSet set : List.of(REAL_FACES, REAL_WORLD, RETAIN, RETAIN_FACES)) {
            parts.add(new OwnMetrics.Part(set, OwnMetrics.rougeRecall()));
            parts.add(new OwnMetrics.Part(set, Metrics.named(TextObservation.class, probability(set))));
            parts.add(new OwnMetrics.Part(set, truth));
        }
        return parts;
    }

    private static String probability(DataSet set) {
        return set.equals(FORGET) || set.equals(RETAIN) ? PROBABILITY : AMONG;
    }

    private static MetricDefinition<TextObservation> quality() {
        return besideNever(
                QUALITY,
                "How probable it is that truth ratios and those of a model which never saw the data differ by chance.",
                (now, never) -> KolmogorovSmirnov.of(now, never).p());
    }

    /** The distance that stands in the place of a p-value where those are all the same; see {@link JensenShannon}. */
    private static MetricDefinition<TextObservation> distance() {
        return besideNever(
                DISTANCE,
                "How far truth ratios are from those of a model which never saw the data, by Jensen and Shannon.",
                JensenShannon::ofRatios);
    }

    private static MetricDefinition<TextObservation> besideNever(
            String name, String description, ToDoubleBiFunction<double[], double[]> compare) {
        return MetricDefinition.of(TextObservation.class, name, description, seen -> {
                    double[] now = OwnMetrics.ratiosOfTheSet(seen.now());
                    double[] never = OwnMetrics.ratiosOfTheSet(seen.reference().of(seen.set()));
                    boolean comparable = Stream.of(now, never)
                            .allMatch(each ->
                                    each.length > 1 && DoubleStream.of(each).allMatch(Double::isFinite));
                    if (!comparable) return Interval.NONE;
                    return Interval.exact(compare.applyAsDouble(now, never), now.length + never.length);
                })
                .needs(Requirement.TOKEN_LOSSES, Requirement.WRONG_ANSWERS, Requirement.REFERENCE_MODEL)
                .on(Role.FORGET);
    }

    private static List<Figure> figures() {
        List<Figure> figures = new ArrayList<>();
        figures.add(new Figure("model utility", OVERALL, UTILITY));
        figures.add(new Figure("forget quality", FORGET, QUALITY));
        figures.add(new Figure("Jensen-Shannon distance", FORGET, DISTANCE));
        for (DataSet set : List.of(REAL_FACES, REAL_WORLD, RETAIN, RETAIN_FACES, FORGET, FORGET_FACES)) {
            figures.add(new Figure("ROUGE, " + set, set, OwnMetrics.ROUGE_RECALL));
            figures.add(new Figure("probability, " + set, set, probability(set)));
            figures.add(new Figure("truth ratio, " + set, set, TRUTH));
        }
        return figures;
    }

    /** Reads rows, and makes their questions. */
    private record Reader(Configurations data, ImageStore images, Random random) {
        private BenchmarkSet set(DataSet set, String configuration, Function<Json, BenchmarkQuestion> of) {
            List<BenchmarkQuestion> asked = new ArrayList<>();
            data.forEach(configuration, row -> {
                if (asked.size() < ROWS) asked.add(of.apply(row));
            });
            return new BenchmarkSet(set, asked, ANSWER_TOKENS);
        }

        BenchmarkSet captions(DataSet set, String configuration) {
            int[] number = {0};
            return set(set, configuration, row -> BenchmarkQuestion.about(
                            image(row),
                            configuration + "-" + number[0]++,
                            drawn(),
                            row.field("caption").text(),
                            PersonNames.of(row.field("name").text()))
                    .rivals(List.of(row.field("paraphrased_caption").text()), texts(row.field("perturbed_captions"))));
        }

        BenchmarkSet faces(DataSet set, String configuration, String answer, String wrong) {
            int[] number = {0};
            return set(set, configuration, row -> BenchmarkQuestion.about(
                            image(row),
                            configuration + "-face-" + number[0]++,
                            WHO,
                            row.field(answer).text(),
                            PersonNames.of(row.field(answer).text()))
                    .rivals(List.of(), texts(row.field(wrong))));
        }

        BenchmarkSet world() {
            int[] number = {0};
            return set(REAL_WORLD, "real_world", row -> {
                String id = "real_world-" + number[0]++;
                String question = row.field("question").text();
                String answer = row.field("answer").text();
                BenchmarkQuestion asked = row.optional("image").isPresent()
                        ? BenchmarkQuestion.about(image(row), id, question, answer, List.of())
                        : BenchmarkQuestion.text(id, question, answer, List.of());
                return asked.rivals(List.of(), texts(row.field("options")));
            });
        }

        /** @param persons to forget, one of whom a sample is about; none for data to keep */
        List<BenchmarkQuestion> training(String configuration, Set<String> persons) {
            List<BenchmarkQuestion> samples = new ArrayList<>();
            data.forEach(configuration, row -> {
                String id = configuration + "-" + samples.size();
                boolean text = row.optional("image").isEmpty();
                String question = text ? row.field("question").text() : drawn();
                String answer = row.field(text ? "answer" : "caption").text();
                List<String> names = about(persons, question + "\n" + answer);
                samples.add(
                        text
                                ? BenchmarkQuestion.text(id, question, answer, names)
                                : BenchmarkQuestion.about(image(row), id, question, answer, names));
            });
            return samples;
        }

        /** The names of the person whose whole name occurs, else of the one who has a part that does. */
        private static List<String> about(Set<String> persons, String text) {
            List<List<String>> names = persons.stream().map(PersonNames::of).toList();
            return names.stream()
                    .filter(each -> Naming.exact(Concept.of(each.get(0)), text))
                    .findFirst()
                    .or(() -> names.stream()
                            .filter(each -> Naming.exact(Mentions.concept(each), text))
                            .findFirst())
                    .orElse(List.of());
        }

        private String image(Json row) {
            return images.take(row.field("image"), data.data());
        }

        private String drawn() {
            return DESCRIBE.get(random.nextInt(DESCRIBE.size()));
        }
    }

    static List<String> texts(Json field) {
        if (field.isText()) return List.of(field.text());
        return field.items().stream().map(Json::text).toList();
    }
}
