package io.github.fttp.metrics;

import io.github.fttp.metrics.statistics.Interval;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A named measure of a model: a function of what was observed of it on a data set. An own one is a class that implements this,
 * or a {@link MetricDefinition}; it becomes known by {@link Metrics#register} or a {@link MetricProvider}.
 *
 * @param <O> the observation: of a text model {@link io.github.fttp.metrics.text.TextObservation}
 */
public interface Metric<O> {
    /** The name in commands, files and tables; unique among metrics of one kind of observation. */
    String name();

    /** Says in one line what it measures. */
    String description();

    /** The formula, or where it is from. */
    String source();

    /** The kind of observation that it is a function of. */
    Class<O> observes();

    /** Names what must be observed or given for it. */
    Set<Requirement> needs();

    /** The roles of the data sets that it is measured on. */
    default Set<Role> roles() {
        return Role.measured();
    }

    /** Says what sort of number it is. */
    Measurement.Kind kind();

    /** Which way it is better on data of a role. */
    Direction better(Role role);

    /**
     * The value for a model that knows nothing, NaN where none is known; a verdict rests only on metrics that have one.
     *
     * @param observed as {@link #measure} is given it
     */
    default double chance(Observed<O> observed) {
        return Double.NaN;
    }

    /**
     * Measures.
     *
     * @param observed a data set of one of {@link #roles}, with everything that {@link #needs} names
     * @return {@link Interval#NONE} where there is nothing to measure
     */
    Interval measure(Observed<O> observed);

    /** Describes it for people, in lines: what it measures, its formula or source, on which data, and what it needs. */
    default String text() {
        return String.format(
                "%s (%s)%n    %s%n%s    on: %s%n    needs: %s%n",
                name(),
                observes().getSimpleName().replaceFirst("Observation$", "").toLowerCase(Locale.ROOT),
                description(),
                source().isEmpty() ? "" : String.format("    formula or source: %s%n", source()),
                roles().stream().sorted().map(Role::text).collect(Collectors.joining(", ")),
                needs().stream().sorted().map(Requirement::text).collect(Collectors.joining("; ")));
    }
}
