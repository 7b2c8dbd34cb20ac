package io.github.fttp.metrics;

import io.github.fttp.metrics.statistics.Interval;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Metrics over named data sets, to be taken of any model and at any moment.
 *
 * <pre>{@code
 * Evaluation<List<Question>, TextObservation> evaluation = Evaluation.<List<Question>, TextObservation>of(metrics)
 *         .on(DataSet.FORGET, forget)
 *         .on(DataSet.NATURAL, natural);
 * Observations<TextObservation> before = evaluation.observe(subject);
 * // ... the model forgets ...
 * Measurements after = evaluation.measure(evaluation.observe(subject, before), before);
 * }</pre>
 *
 * @param metrics in the order of the measurements
 * @param data the samples of each set, as the subject takes them
 * @param <D> see {@link Subject}
 * @param <O> likewise
 */
public record Evaluation<D, O extends Observation>(List<Metric<O>> metrics, Map<DataSet, D> data) {
    public Evaluation {
        metrics = List.copyOf(metrics);
        data = new LinkedHashMap<>(data);
    }

    /** These metrics, without data yet. */
    public static <D, O extends Observation> Evaluation<D, O> of(List<Metric<O>> metrics) {
        return new Evaluation<>(metrics, Map.of());
    }

    /** Adds one more set. */
    public Evaluation<D, O> on(DataSet set, D samples) {
        if (set.role() == Role.OVERALL) throw new IllegalArgumentException("no data has the role " + set);
        Map<DataSet, D> more = new LinkedHashMap<>(data);
        if (more.putIfAbsent(set, samples) != null) {
            throw new IllegalArgumentException("there is a data set " + set + " already");
        }
        return new Evaluation<>(metrics, more);
    }

    /** All that the metrics need. */
    public Set<Requirement> needs() {
        Set<Requirement> needs = EnumSet.noneOf(Requirement.class);
        metrics.forEach(metric -> needs.addAll(metric.needs()));
        return needs;
    }

    /** Observes a model on all sets, as far as the metrics need it. */
    public Observations<O> observe(Subject<D, O> subject) {
        Map<DataSet, O> observed = new LinkedHashMap<>();
        data.forEach((set, samples) -> observed.put(set, subject.observe(samples, needs())));
        return new Observations<>(subject.concept(), observed);
    }

    /** Likewise, beside the observations of the model as it was. */
    public Observations<O> observe(Subject<D, O> subject, Observations<O> before) {
        Map<DataSet, O> observed = new LinkedHashMap<>();
        data.forEach((set, samples) -> observed.put(set, subject.observe(samples, needs(), before.of(set))));
        return new Observations<>(subject.concept(), observed);
    }

    /** Observes and measures, without comparison. */
    public Measurements measure(Subject<D, O> subject) {
        return measure(observe(subject));
    }

    /** Measures what needs no other model. */
    public Measurements measure(Observations<O> observed) {
        return measure(observed, Observations.none(observed.concept()));
    }

    /** Measures, also in comparison with the model as it was. */
    public Measurements measure(Observations<O> observed, Observations<O> before) {
        return measure(observed, before, Observations.none(observed.concept()));
    }

    /**
     * Measures, also in comparison with the model as it was and with one that was never trained on the data to forget. Metrics
     * that need a model or a set which is not there are left out, as are those with nothing to measure. Which sets are measured, the
     * observations say: they may be made by hand, of answers that are known already, without data here.
     *
     * @param before may be empty; else of the same samples, in the same order
     * @param reference likewise
     * @throws IllegalArgumentException if they are of others
     */
    public Measurements measure(Observations<O> observed, Observations<O> before, Observations<O> reference) {
        if (observed.isEmpty()) return Measurements.none();
        Map<DataSet, List<?>> samples = new LinkedHashMap<>();
        observed.bySet().forEach((set, each) -> samples.put(set, each.samples()));
        requireSame(samples, before, "the model before");
        requireSame(samples, reference, "the reference model");
        Set<Requirement> missing = EnumSet.noneOf(Requirement.class);
        if (before.isEmpty()) missing.addAll(EnumSet.of(Requirement.BEFORE, Requirement.BEFORE_ANSWERS));
        if (reference.isEmpty()) missing.add(Requirement.REFERENCE_MODEL);
        if (observed.sets(Role.UNSEEN).isEmpty()) missing.add(Requirement.UNSEEN_DATA);
        Map<DataSet, Map<String, Measurement>> measured = new LinkedHashMap<>();
        for (DataSet set : observed.bySet().keySet()) measured.put(set, new LinkedHashMap<>());
        measured.put(DataSet.OVERALL, new LinkedHashMap<>());
        for (Metric<O> metric : metrics) {
            if (metric.needs().stream().anyMatch(missing::contains)) continue;
            measured.forEach((set, named) -> {
                if (!metric.roles().contains(set.role())) return;
                Observed<O> seen = new Observed<>(set, observed, before, reference);
                Interval interval = metric.measure(seen);
                if (interval.samples() == 0) return;
                named.put(
                        metric.name(),
                        new Measurement(interval, metric.kind(), metric.better(set.role()), metric.chance(seen)));
            });
        }
        measured.values().removeIf(Map::isEmpty);
        return new Measurements(measured);
    }

    /**
     * For those who are about to observe a model that shall be compared with another.
     *
     * @param samples that it will be observed on
     * @param other may be empty, and may lack sets
     * @param what the other is, as a message calls it
     * @throws IllegalArgumentException if the other was observed on others, or in another order
     */
    public static void requireSame(
            Map<DataSet, ? extends List<?>> samples, Observations<? extends Observation> other, String what) {
        samples.forEach((set, now) -> {
            Observation then = other.bySet().get(set);
            if (then == null || then.samples().equals(now)) return;
            boolean asMany = then.samples().size() == now.size();
            throw new IllegalArgumentException(what + " was observed on other samples of " + set + ": "
                    + (asMany
                            ? "as many, but others or in another order"
                            : then.samples().size() + ", expected the same " + now.size()));
        });
    }
}
