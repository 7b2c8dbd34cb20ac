package io.github.fttp.metrics.verify;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.io.Safetensors;
import io.github.fttp.core.mask.ElementMask;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.train.Knowledge;
import io.github.fttp.core.verify.CaseKind;
import io.github.fttp.core.verify.Comparisons;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.image.ClipScore;
import io.github.fttp.metrics.image.FrechetDistance;
import io.github.fttp.metrics.image.KernelDistance;
import io.github.fttp.metrics.statistics.Auc;
import io.github.fttp.metrics.statistics.HarmonicMean;
import io.github.fttp.metrics.statistics.KolmogorovSmirnov;
import io.github.fttp.metrics.text.Diversity;
import io.github.fttp.metrics.text.Membership;
import io.github.fttp.metrics.text.Rouge;
import io.github.fttp.metrics.text.TextMetrics;
import io.github.fttp.metrics.text.TruthRatio;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import org.apache.commons.math3.stat.StatUtils;

/** Metrics on given features, texts and losses; each row of {@code expected.json} holds what it is computed from. */
final class MetricsCase implements CaseKind {
    /** Names of the two sets of features that a distance is of. */
    private static final Pattern SETS = Pattern.compile("([^_]+)_([^_]+)(_\\w+)?");

    private static final Pattern DISTINCT = Pattern.compile("distinct_(\\d{1,3})");
    /** Largest distance of a set to itself, as a share of the trace of its covariance. */
    private static final double NOTHING = 1e-6;

    @Override
    public void check(Path folder, Json spec, Engine engine, Comparisons out) {
        Json expected = Json.data(folder.resolve(spec.field("expected").text()));
        for (Json metric : spec.field("what").items()) {
            Row row = new Row(
                    metric.text(),
                    expected.field(metric.text()),
                    Tolerance.of(spec, expected.field(metric.text())),
                    out);
            switch (metric.text()) {
                case "frechet" -> distances(row, features(folder, spec), FrechetDistance::of);
                case "kid" -> distances(row, features(folder, spec), KernelDistance::of);
                case "clip_score" -> clipScore(row, features(folder, spec));
                case "rouge_l" -> rouge(row);
                case "distinct_n" -> distinct(row);
                case "perplexity" -> perplexity(row);
                case "knowledge" -> knowledge(row);
                case "truth_ratio" -> truthRatio(row);
                case "ks_two_sample" -> kolmogorovSmirnov(row);
                case "auc" -> row.compare("value", Auc.of(numbers(row.at("members")), numbers(row.at("non_members"))));
                case "min_k" -> minK(row);
                case "model_utility" -> modelUtility(row);
                default -> throw metric.refuse("is " + metric.found() + ", which is no metric of this kind of case");
            }
        }
    }

    private static Safetensors features(Path folder, Json spec) {
        return Safetensors.open(folder.resolve(spec.field("features").text()));
    }

    /** How far off a value may be. */
    private record Tolerance(double absolute, double relative) {
        static Tolerance of(Json spec, Json row) {
            if (row.isObject() && row.has("tolerance"))
                return new Tolerance(row.field("tolerance").number(), 0);
            if (row.isObject() && row.has("tolerance_relative")) {
                return new Tolerance(0, row.field("tolerance_relative").number());
            }
            return new Tolerance(spec.field("atol").number(), spec.field("rtol").number());
        }
    }

    /** One metric. */
    private record Row(String name, Json json, Tolerance tolerance, Comparisons out) {
        Json at(String field) {
            return json.field(field);
        }

        void compare(String field, double... ours) {
            compare(field, at(field), ours);
        }

        void compare(String key, Json expected, double... ours) {
            double[] theirs = expected.isArray() ? numbers(expected) : new double[] {expected.number()};
            out.values(name + "." + key, floats(ours), floats(theirs), tolerance.absolute(), tolerance.relative());
        }
    }

    private interface Distance {
        double of(double[][] a, double[][] b);
    }

    private static void distances(Row row, Safetensors features, Distance distance) {
        int compared = 0;
        for (String name : row.json().names()) {
            Matcher sets = SETS.matcher(name);
            if (!row.at(name).isNumber() || name.startsWith("tolerance") || !sets.matches()) continue;
            compared++;
            double[][] a = rows(features, sets.group(1));
            double ours = distance.of(a, rows(features, sets.group(2)));
            if (sets.group(1).equals(sets.group(2))) {
                float[] none = {(float) row.at(name).number()};
                row.out().values(row.name() + "." + name, floats(ours), none, NOTHING * trace(a), 0);
            } else {
                row.compare(name, ours);
            }
        }
        if (compared == 0) throw row.json().refuse("names no two sets of features");
    }

    /** The sum of the features' variances. */
    private static double trace(double[]... rows) {
        double trace = 0;
        for (int c = 0; c < rows[0].length; c++) {
            double[] column = new double[rows.length];
            for (int i = 0; i < column.length; i++) column[i] = rows[i][c];
            trace += StatUtils.variance(column);
        }
        return trace;
    }

    private static void clipScore(Row row, Safetensors features) {
        double[][] images = rows(features, "image_embeddings");
        double[][] texts = rows(features, "text_embeddings");
        double[] scores = new double[images.length];
        for (int i = 0; i < scores.length; i++) scores[i] = ClipScore.of(images[i], texts[i]);
        row.compare("values", scores);
        row.compare("mean", StatUtils.mean(scores));
    }

    private static void rouge(Row row) {
        int i = 0;
        for (Json pair : row.json().items()) {
            Rouge ours = Rouge.l(
                    pair.field("reference").text(), pair.field("hypothesis").text());
            row.compare(i + ".precision", pair.field("precision"), ours.precision());
            row.compare(i + ".recall", pair.field("recall"), ours.recall());
            row.compare(i + ".f1", pair.field("f1"), ours.f1());
            i++;
        }
    }

    private static void distinct(Row row) {
        List<String> texts = row.at("texts").items().stream().map(Json::text).toList();
        for (String name : row.json().names()) {
            Matcher matcher = DISTINCT.matcher(name);
            if (!matcher.matches()) continue;
            row.compare(
                    name,
                    Diversity.of(texts, Integer.parseInt(matcher.group(1))).share());
        }
    }

    private static void perplexity(Row row) {
        GivenLosses given = GivenLosses.of(table(row.at("token_nll")));
        row.compare("per_text", given.measuredEach("perplexity", DataSet.NATURAL));
        row.compare("over_all_tokens", given.measured("perplexity", DataSet.NATURAL));
        row.compare("probability_per_text", given.measuredEach("probability of the answer", DataSet.NATURAL));
    }

    private static void knowledge(Row row) {
        double[] losses = flat(table(row.at("token_nll")));
        double[] probabilities =
                DoubleStream.of(losses).map(loss -> Math.exp(-loss)).toArray();
        ElementMask mask = ElementMask.of(floats(flat(table(row.at("concept_mask")))));
        Knowledge known = Knowledge.of(mask, floats(losses), floats(probabilities));
        row.compare("conceptual_geometric_mean_probability", known.conceptual());
        row.compare("natural_geometric_mean_probability", known.natural());
        GivenLosses given = GivenLosses.of(table(row.at("token_nll")), table(row.at("concept_mask")));
        reported(
                row,
                "conceptual_geometric_mean_probability",
                given.measured(TextMetrics.CONCEPTUAL_KNOWLEDGE, DataSet.FORGET));
        reported(
                row,
                "natural_geometric_mean_probability",
                given.measured(TextMetrics.NATURAL_KNOWLEDGE, DataSet.FORGET));
        row.compare("conceptual_mean_probability", known.conceptProbability());
        row.compare("natural_mean_probability", known.restProbability());
        row.compare("concept_tokens", known.conceptElements());
        row.compare("other_tokens", known.restElements());
    }

    /** Compares the figure of evaluations, which have a formula of their own beside the run log's. */
    private static void reported(Row row, String field, double ours) {
        row.compare(field + ", reported", row.at(field), ours);
    }

    private static void truthRatio(Row row) {
        double[] right = numbers(row.at("correct_avg_loss"));
        List<double[]> wrong = table(row.at("wrong_avg_loss"));
        TruthRatio ratio = TruthRatio.ofLosses(right, wrong);
        row.compare("ratio", ratio.ratios());
        row.compare("prob_mean", ratio.shareOfRight());
        GivenLosses given = GivenLosses.ofMeans(right, wrong);
        GivenLosses reference = GivenLosses.ofMeans(
                numbers(row.at("reference_correct_avg_loss")), table(row.at("reference_wrong_avg_loss")));
        row.compare("closer_to_1_better", given.measured("truth ratio", DataSet.FORGET));
        row.compare("true_better", given.measured("truth ratio", DataSet.RETAIN));
        row.compare("forget_quality_ks_p", given.measured("forget quality", DataSet.FORGET, reference));
    }

    private static void kolmogorovSmirnov(Row row) {
        int i = 0;
        for (Json each : row.at("cases").items()) {
            KolmogorovSmirnov ours = KolmogorovSmirnov.of(numbers(each.field("x")), numbers(each.field("y")));
            row.compare(i + ".statistic", each.field("statistic"), ours.statistic());
            row.compare(i + ".p_exact", each.field("p_exact"), ours.p());
            i++;
        }
    }

    private static void minK(Row row) {
        double k = row.at("k").number();
        double[] scores = table(row.at("token_log_probability")).stream()
                .mapToDouble(text -> Membership.minK(text, k))
                .toArray();
        row.compare("score", scores);
    }

    private static void modelUtility(Row row) {
        double[] values = numbers(row.at("values"));
        row.compare("harmonic_mean", HarmonicMean.of(values));
        values[0] = 0;
        row.compare("with_a_zero", HarmonicMean.of(values));
    }

    private static double[][] rows(Safetensors features, String name) {
        Shape shape = features.info(name).shape();
        if (shape.rank() != 2) throw new BadData(name, "has shape " + shape + ", expected [images, width]");
        float[] values = features.floats(name);
        double[][] rows = new double[shape.dim(0)][shape.dim(1)];
        for (int i = 0; i < values.length; i++) rows[i / shape.dim(1)][i % shape.dim(1)] = values[i];
        return rows;
    }

    private static double[] numbers(Json array) {
        return array.items().stream().mapToDouble(Json::number).toArray();
    }

    private static List<double[]> table(Json rows) {
        return rows.items().stream().map(MetricsCase::numbers).toList();
    }

    private static double[] flat(List<double[]> rows) {
        return rows.stream().flatMapToDouble(DoubleStream::of).toArray();
    }

    private static float[] floats(double... values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) floats[i] = (float) values[i];
        return floats;
    }
}
