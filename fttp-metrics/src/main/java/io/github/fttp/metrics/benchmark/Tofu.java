package io.github.fttp.metrics.benchmark;

import static io.github.fttp.metrics.DataSet.FORGET;
import static io.github.fttp.metrics.DataSet.OVERALL;
import static io.github.fttp.metrics.DataSet.RETAIN;

import io.github.fttp.core.io.Json;
import io.github.fttp.core.method.Modality;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.Metrics;
import io.github.fttp.metrics.Role;
import io.github.fttp.metrics.text.TextObservation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * TOFU (Maini et al. 2024): fictitious authors in words alone, with paraphrased and wrong answers.
 *
 * <p>Its rows have no field for a name: an author has 20 rows in a row, and the name is what they have in common.
 */
final class Tofu implements Benchmark {
    private static final int ROWS = 300;
    private static final int ANSWER_TOKENS = 200;
    private static final int ROWS_OF_AN_AUTHOR = 20;
    private static final DataSet AUTHORS = new DataSet(Role.NATURAL, "real-authors");
    private static final DataSet FACTS = new DataSet(Role.NATURAL, "world-facts");
    private static final String UTILITY = "model utility of nine";
    private static final String PROBABILITY = "probability of the answer";
    private static final String AMONG = "probability with options";
    private static final String TRUTH = "truth ratio";

    @Override
    public String name() {
        return "tofu";
    }

    @Override
    public String title() {
        return "TOFU: fictitious authors, in words alone";
    }

    @Override
    public String source() {
        return "Maini et al. 2024, arXiv 2401.06121; data locuslab/TOFU";
    }

    @Override
    public Modality modality() {
        return Modality.TEXT;
    }

    @Override
    public Set<BenchmarkOption> takes() {
        return Set.of(BenchmarkOption.REFERENCE_MODEL);
    }

    @Override
    public String forgets() {
        return TofuSplit.FORGETS;
    }

    @Override
    public TextBenchmark read(BenchmarkRequest request, ImageStore images) {
        TofuSplit split = TofuSplit.of(request);
        Configurations data = new Configurations(request.data());
        String forget = split.forget();
        List<List<String>> names = names(data.rows(forget));
        return new TextBenchmark(
                split.text(names.stream().distinct().count()),
                samples(data.rows(forget), forget, names),
                samples(data.rows(split.retain()), "retain", List.of()),
                List.of(
                        asked(FORGET, data, forget + "_perturbed", names),
                        asked(RETAIN, data, "retain_perturbed", List.of()),
                        asked(AUTHORS, data, "real_authors_perturbed", List.of()),
                        asked(FACTS, data, "world_facts_perturbed", List.of())),
                judge -> List.of(
                        OwnMetrics.rougeRecall(),
                        OwnMetrics.utility(
                                UTILITY,
                                "Harmonic mean of ROUGE-L recall, probability and truth ratio of three sets to keep.",
                                parts())),
                Optional.empty(),
                figures());
    }

    /** The names of each row's author. */
    private static List<List<String>> names(List<Json> rows) {
        List<List<String>> names = new ArrayList<>();
        for (int from = 0; from < rows.size(); from += ROWS_OF_AN_AUTHOR) {
            List<String> texts = rows.subList(from, Math.min(rows.size(), from + ROWS_OF_AN_AUTHOR)).stream()
                    .map(row -> row.field("question").text() + "\n"
                            + row.field("answer").text())
                    .toList();
            List<String> author = PersonNames.common(texts).map(PersonNames::of).orElse(List.of());
            texts.forEach(each -> names.add(author));
        }
        return names;
    }

    private static List<BenchmarkQuestion> samples(List<Json> rows, String id, List<List<String>> names) {
        List<BenchmarkQuestion> samples = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            samples.add(BenchmarkQuestion.text(
                    id + "-" + i,
                    rows.get(i).field("question").text(),
                    rows.get(i).field("answer").text(),
                    i < names.size() ? names.get(i) : List.of()));
        }
        return samples;
    }

    private static BenchmarkSet asked(
            DataSet set, Configurations data, String configuration, List<List<String>> names) {
        List<Json> rows = data.rows(configuration);
        List<BenchmarkQuestion> plain = samples(rows, configuration, names);
        List<BenchmarkQuestion> asked = new ArrayList<>();
        for (int i = 0; i < Math.min(ROWS, rows.size()); i++) {
            List<String> paraphrases = set.role() == Role.NATURAL
                    ? List.of()
                    : Clear.texts(rows.get(i).field("paraphrased_answer"));
            asked.add(plain.get(i).rivals(paraphrases, Clear.texts(rows.get(i).field("perturbed_answer"))));
        }
        return new BenchmarkSet(set, asked, ANSWER_TOKENS);
    }

    private static List<OwnMetrics.Part> parts() {
        List<OwnMetrics.Part> parts = new ArrayList<>();
        for (DataSet set : List.of(RETAIN, AUTHORS, FACTS)) {
            parts.add(new OwnMetrics.Part(set, OwnMetrics.rougeRecall()));
            parts.add(new OwnMetrics.Part(set, Metrics.named(TextObservation.class, probability(set))));
            parts.add(new OwnMetrics.Part(set, Metrics.named(TextObservation.class, TRUTH)));
        }
        return parts;
    }

    private static String probability(DataSet set) {
        return set.role() == Role.NATURAL ? AMONG : PROBABILITY;
    }

    private static List<Figure> figures() {
        List<Figure> figures = new ArrayList<>();
        figures.add(new Figure("model utility", OVERALL, UTILITY));
        figures.add(new Figure("forget quality", FORGET, "forget quality"));
        for (DataSet set : List.of(RETAIN, AUTHORS, FACTS, FORGET)) {
            figures.add(new Figure("ROUGE, " + set, set, OwnMetrics.ROUGE_RECALL));
            figures.add(new Figure("probability, " + set, set, probability(set)));
            figures.add(new Figure("truth ratio, " + set, set, TRUTH));
        }
        return figures;
    }
}
