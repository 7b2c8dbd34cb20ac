package io.github.fttp.metrics;

import io.github.fttp.metrics.statistics.Interval;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * A metric put together of its parts. It starts as a plain number without a direction, on all sets to forget and to keep, that
 * needs nothing.
 *
 * @param direction by the role of the data set
 * @param chance see {@link Metric#chance}
 * @param formula see {@link Metric#measure}
 */
public record MetricDefinition<O>(
        Class<O> observes,
        String name,
        String description,
        String source,
        Set<Requirement> needs,
        Set<Role> roles,
        Measurement.Kind kind,
        Function<Role, Direction> direction,
        ToDoubleFunction<Observed<O>> chance,
        Function<Observed<O>, Interval> formula)
        implements Metric<O> {
    public MetricDefinition {
        if (name.isBlank()) throw new IllegalArgumentException("a metric needs a name");
        needs = Set.copyOf(needs);
        roles = Set.copyOf(roles);
    }

    /** One of this name and formula. */
    public static <O> MetricDefinition<O> of(
            Class<O> observes, String name, String description, Function<Observed<O>, Interval> formula) {
        return new MetricDefinition<>(
                observes,
                name,
                description,
                "",
                Set.of(),
                Role.measured(),
                Measurement.Kind.PLAIN,
                role -> Direction.NEITHER,
                seen -> Double.NaN,
                formula);
    }

    /** Says its formula in words, or where it is from. */
    public MetricDefinition<O> source(String text) {
        return new MetricDefinition<>(
                observes, name, description, text, needs, roles, kind, direction, chance, formula);
    }

    /** Needs these. */
    public MetricDefinition<O> needs(Requirement first, Requirement... others) {
        Set<Requirement> all = EnumSet.of(first, others);
        return new MetricDefinition<>(
                observes, name, description, source, all, roles, kind, direction, chance, formula);
    }

    /** Measures on sets of these roles only. */
    public MetricDefinition<O> on(Role first, Role... others) {
        Set<Role> all = EnumSet.of(first, others);
        return new MetricDefinition<>(
                observes, name, description, source, needs, all, kind, direction, chance, formula);
    }

    /** Makes it another sort of number. */
    public MetricDefinition<O> kind(Measurement.Kind other) {
        return new MetricDefinition<>(
                observes, name, description, source, needs, roles, other, direction, chance, formula);
    }

    /** Gives it a direction that follows from the role of the set. */
    public MetricDefinition<O> better(Function<Role, Direction> other) {
        return new MetricDefinition<>(observes, name, description, source, needs, roles, kind, other, chance, formula);
    }

    /** Gives it one direction on all sets. */
    public MetricDefinition<O> better(Direction other) {
        return better(role -> other);
    }

    /** Knows the value of a model that knows nothing. */
    public MetricDefinition<O> chance(double value) {
        return chance(seen -> value);
    }

    /** Knows a value of a model that knows nothing which follows from the data. */
    public MetricDefinition<O> chance(ToDoubleFunction<Observed<O>> value) {
        return new MetricDefinition<>(
                observes, name, description, source, needs, roles, kind, direction, value, formula);
    }

    @Override
    public double chance(Observed<O> observed) {
        return chance.applyAsDouble(observed);
    }

    @Override
    public Direction better(Role role) {
        return direction.apply(role);
    }

    @Override
    public Interval measure(Observed<O> observed) {
        return formula.apply(observed);
    }
}
