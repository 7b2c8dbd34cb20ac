package io.github.fttp.metrics.compare;

import io.github.fttp.metrics.report.CollateralLoss;
import io.github.fttp.metrics.statistics.Interval;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The loss of every other concept where one was forgotten, beside how like it is to that.
 *
 * @param losses of each other concept for each that was forgotten, by its id, over draws; the largest first
 */
public record Collateral(List<CollateralLoss> losses) {
    private static final String KNOWN = "known of ";
    private static final String LIKE = " like ";

    public Collateral {
        losses = List.copyOf(losses);
    }

    /** The measurement of how much is known of another concept, from 0 to 1. */
    public static String known(String other) {
        return KNOWN + other;
    }

    /** The measurement of how like another concept is to the one that is to be forgotten, of the untouched model alone. */
    public static String likeness(String by, String other) {
        return by + LIKE + other;
    }

    /** Whether a measurement is of another concept. */
    static boolean isOfOther(String measurement) {
        return measurement.startsWith(KNOWN) || measurement.contains(LIKE);
    }

    /**
     * Compares runs with the untouched model.
     *
     * @param befores the untouched model's outcome for each of {@code runs}, in the same place
     */
    static Collateral of(List<Outcome> befores, List<Outcome> runs) {
        Map<String, Outcome> untouched = new LinkedHashMap<>();
        Map<String, Map<String, List<Double>>> losses = new LinkedHashMap<>();
        for (int i = 0; i < runs.size(); i++) {
            Outcome before = befores.get(i);
            Outcome run = runs.get(i);
            if (run.hasDiverged()) continue;
            String concept = run.trial().concept();
            untouched.put(concept, before);
            before.figures().forEach((name, was) -> {
                Score now = run.figures().get(name);
                if (!name.startsWith(KNOWN) || now == null || !(was.value() > 0)) return;
                losses.computeIfAbsent(concept, each -> new LinkedHashMap<>())
                        .computeIfAbsent(name.substring(KNOWN.length()), each -> new ArrayList<>())
                        .add(1 - now.value() / was.value());
            });
        }
        List<CollateralLoss> all = new ArrayList<>();
        losses.forEach((concept, ofOthers) -> ofOthers.forEach((other, values) -> all.add(new CollateralLoss(
                concept,
                other,
                likenesses(untouched.get(concept), other),
                Summary.mean(values.stream().mapToDouble(Double::doubleValue).toArray())))));
        all.sort(CollateralLoss.RANKING);
        return new Collateral(all);
    }

    private static Map<String, Double> likenesses(Outcome before, String other) {
        Map<String, Double> likenesses = new LinkedHashMap<>();
        before.figures().forEach((name, score) -> {
            if (!name.endsWith(LIKE + other)) return;
            likenesses.put(name.substring(0, name.length() - LIKE.length() - other.length()), score.value());
        });
        return likenesses;
    }

    /** The losses beside one concept. */
    List<CollateralLoss> beside(String concept) {
        return losses.stream().filter(each -> each.forgotten().equals(concept)).toList();
    }

    /** The mean loss, over the concepts that were forgotten. */
    Interval mean() {
        double[] means = losses.stream()
                .collect(Collectors.groupingBy(
                        CollateralLoss::forgotten, LinkedHashMap::new, Collectors.averagingDouble(each -> each.loss()
                                .value())))
                .values()
                .stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
        return Summary.mean(means);
    }

    /** The measures of likeness, in their order. */
    Set<String> measures() {
        Set<String> measures = new LinkedHashSet<>();
        losses.forEach(each -> measures.addAll(each.likeness().keySet()));
        return measures;
    }

    /** The rank correlation of the losses with a likeness, within each concept that was forgotten. */
    WithinConcepts correlation(String measure) {
        return WithinConcepts.of(
                losses.stream().map(CollateralLoss::forgotten).toList(),
                losses.stream()
                        .mapToDouble(each -> each.likeness().getOrDefault(measure, Double.NaN))
                        .toArray(),
                losses.stream().mapToDouble(each -> each.loss().value()).toArray());
    }
}
