package io.github.fttp.metrics.report;

import io.github.fttp.core.train.RunLog;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.Likeness;
import io.github.fttp.metrics.Measurement;
import io.github.fttp.metrics.Measurements;
import io.github.fttp.metrics.Role;
import io.github.fttp.metrics.statistics.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Conceptual and natural knowledge on data that a run did not train on, for its report.
 *
 * @param conceptual name of the metric that stands for conceptual knowledge
 * @param natural name of the one that stands for natural knowledge
 * @param before of the model that nothing was forgotten of
 * @param after empty where the run did not come to its end
 * @param steps that the run made
 */
public record UnseenData(
        String conceptual, String natural, Measurements before, Measurements after, RunLog log, int steps) {
    /**
     * Says which sets these are, and of how many samples.
     *
     * @param trainedOn those of them of which all or some is trained on
     */
    public static String sentence(Map<DataSet, ? extends List<?>> sets, Set<DataSet> trainedOn) {
        String apart = listed(sets, set -> !trainedOn.contains(set));
        String others = listed(sets, trainedOn::contains);
        return (apart.isEmpty()
                        ? "Nothing was measured on data that it was not trained on."
                        : "Measured on data that it was not trained on: " + apart + ".")
                + (others.isEmpty() ? "" : " Measured on data of which it was trained on all or some: " + others + ".");
    }

    private static String listed(Map<DataSet, ? extends List<?>> sets, Predicate<DataSet> which) {
        return sets.entrySet().stream()
                .filter(set -> which.test(set.getKey()))
                .map(set -> set.getKey().name() + " (" + set.getValue().size() + ")")
                .collect(Collectors.joining(", "));
    }

    /** Lists what changed: the concept where it is to be forgotten, everything else wherever it was measured. */
    public List<Change> changes() {
        List<Change> changes = new ArrayList<>();
        for (DataSet set : before.bySet().keySet()) {
            if (set.role().forgets()) change(set, conceptual, set.role()).ifPresent(changes::add);
            change(set, natural, set.role().forgets() ? Role.NATURAL : set.role())
                    .ifPresent(changes::add);
        }
        return changes;
    }

    /**
     * Ranks what was lost of other concepts; those of which the model knew nothing before come last. Empty where the run
     * did not come to its end.
     *
     * @param forgotten the concept, as it is named
     * @param likeness to it of each concept that a set is {@linkplain DataSet#ofOther of}, by name
     */
    public List<CollateralLoss> others(String forgotten, Map<String, Likeness> likeness) {
        List<CollateralLoss> losses = new ArrayList<>();
        if (after.isEmpty()) return losses;
        likeness.forEach((other, like) -> {
            Interval gone = change(DataSet.ofOther(other), natural, Role.RETAIN)
                    .filter(Change::tells)
                    .map(Change::goneInterval)
                    .orElse(Interval.NONE);
            losses.add(new CollateralLoss(forgotten, other, like.byMeasure(), gone));
        });
        losses.sort(CollateralLoss.RANKING);
        return losses;
    }

    private Optional<Change> change(DataSet set, String metric, Role role) {
        return before.of(set, metric)
                .map(first -> new Change(
                        metric + ", " + set.name(),
                        role,
                        first,
                        after.of(set, metric).orElseGet(() -> Change.missing(first)),
                        first.chance()));
    }

    /** Each kind of knowledge along the steps, a line for each set. */
    public List<LinePlot> curves() {
        List<LinePlot> curves = new ArrayList<>();
        if (!before.isEmpty()) for (String metric : List.of(conceptual, natural)) curves.add(curve(metric));
        return curves;
    }

    private LinePlot curve(String metric) {
        List<LinePlot.Series> series = new ArrayList<>();
        for (DataSet set : before.bySet().keySet()) {
            if (before.of(set, metric).isEmpty()) continue;
            String name = set.name() + "/" + metric;
            series.add(LinePlot.Series.of(set.name(), course(set, metric, name, Measurement::value))
                    .within(
                            course(set, metric, Measurements.low(name), Measurement::low),
                            course(set, metric, Measurements.high(name), Measurement::high)));
        }
        return new LinePlot("On the sets measured: " + metric, "optimiser step", series);
    }

    private RunLog.Curve course(DataSet set, String metric, String name, ToDoubleFunction<Measurement> value) {
        return log.measured(
                name,
                value.applyAsDouble(before.of(set, metric).orElseThrow()),
                after.of(set, metric).map(value::applyAsDouble).orElse(Double.NaN),
                steps);
    }
}
