package io.github.fttp.metrics.benchmark;

import static io.github.fttp.metrics.DataSet.OVERALL;

import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.Direction;
import io.github.fttp.metrics.Measurement;
import io.github.fttp.metrics.Metric;
import io.github.fttp.metrics.MetricDefinition;
import io.github.fttp.metrics.Observed;
import io.github.fttp.metrics.Requirement;
import io.github.fttp.metrics.Role;
import io.github.fttp.metrics.statistics.Interval;
import io.github.fttp.metrics.text.TextObservation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** MME's figures of sets in which two questions in a row are about the same image. */
final class MmeMetrics {
    private static final long SEED = 1;
    private static final String SCORE = "score, 100 (accuracy + accuracy+)";

    private static final Map<String, List<String>> PARTS = new LinkedHashMap<>();

    static {
        PARTS.put(
                "perception",
                List.of(
                        "existence",
                        "count",
                        "position",
                        "color",
                        "posters",
                        "celebrity",
                        "scene",
                        "landmark",
                        "artwork",
                        "OCR"));
        PARTS.put(
                "cognition",
                List.of("commonsense_reasoning", "numerical_calculation", "text_translation", "code_reasoning"));
    }

    private MmeMetrics() {}

    /** @param tasks sets of subtasks */
    static List<Metric<TextObservation>> all(List<DataSet> tasks) {
        List<Metric<TextObservation>> metrics = new ArrayList<>(List.of(
                metric("accuracy", "Share of questions answered rightly by yes or no.", MmeMetrics::accuracy)
                        .kind(Measurement.Kind.SHARE),
                metric("accuracy+", "Share of images both of whose questions are.", MmeMetrics::both)
                        .kind(Measurement.Kind.SHARE),
                metric(SCORE, "Score of a subtask, up to 200.", MmeMetrics::score)));
        PARTS.forEach((part, names) -> {
            List<DataSet> there = there(names, tasks);
            if (there.isEmpty()) return;
            metrics.add(definition(part, "Sum of the scores of its subtasks.", seen -> sum(seen, there))
                    .on(Role.OVERALL));
        });
        return metrics;
    }

    static List<Figure> figures(List<DataSet> tasks) {
        List<Figure> figures = new ArrayList<>();
        PARTS.forEach((part, names) -> {
            List<DataSet> there = there(names, tasks);
            String of = part + ", " + there.size() + " of " + names.size() + " subtasks";
            if (!there.isEmpty()) figures.add(new Figure(of, OVERALL, part));
        });
        tasks.forEach(each -> figures.add(new Figure(each.label(), each, SCORE)));
        return figures;
    }

    private static List<DataSet> there(List<String> names, List<DataSet> tasks) {
        return tasks.stream().filter(each -> names.contains(each.label())).toList();
    }

    private static MetricDefinition<TextObservation> metric(
            String name, String description, Interval.Statistic statistic) {
        return definition(name, description, seen -> Interval.ofGroups(statistic, images(seen.now()), SEED));
    }

    private static MetricDefinition<TextObservation> definition(
            String name, String description, Function<Observed<TextObservation>, Interval> formula) {
        return MetricDefinition.of(TextObservation.class, name, description, formula)
                .needs(Requirement.ANSWERS)
                .source("Fu et al. 2023 (MME)")
                .better(Direction.HIGHER);
    }

    /** Marks the questions of each image: 1 for one that is answered rightly, 0 for one that is not. */
    private static List<double[]> images(TextObservation of) {
        return IntStream.range(0, of.answers().size() / 2)
                .mapToObj(i -> new double[] {right(of, 2 * i), right(of, 2 * i + 1)})
                .toList();
    }

    private static double right(TextObservation of, int i) {
        String answer = of.answers().get(i).strip().toLowerCase(Locale.ROOT);
        String start = answer.substring(0, Math.min(4, answer.length()));
        String said = start.contains("yes") ? "yes" : start.contains("no") ? "no" : "";
        return said.equals(of.samples().get(i).answer()) ? 1 : 0;
    }

    private static double accuracy(double... right) {
        return DoubleStream.of(right).average().orElseThrow();
    }

    private static double both(double... right) {
        return IntStream.range(0, right.length / 2)
                .mapToDouble(i -> right[2 * i] * right[2 * i + 1])
                .average()
                .orElseThrow();
    }

    private static double score(double... right) {
        return 100 * (accuracy(right) + both(right));
    }

    private static Interval sum(Observed<TextObservation> seen, List<DataSet> tasks) {
        List<List<double[]>> images =
                tasks.stream().map(each -> images(seen.model().of(each))).toList();
        int[] sizes = images.stream().mapToInt(List::size).toArray();
        return Interval.ofSamples(drawn -> sum(images, drawn), SEED, sizes);
    }

    private static double sum(List<List<double[]>> images, int[]... drawn) {
        double sum = 0;
        for (int t = 0; t < drawn.length; t++) {
            List<double[]> of = images.get(t);
            sum += score(IntStream.of(drawn[t])
                    .mapToObj(of::get)
                    .flatMapToDouble(DoubleStream::of)
                    .toArray());
        }
        return sum;
    }
}
