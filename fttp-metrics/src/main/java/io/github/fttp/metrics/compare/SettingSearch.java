package io.github.fttp.metrics.compare;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Finds what to try next after a grid: beyond its edge where the best setting lies on it, else between the best and the better
 * of its neighbours. Rates and scales of the strength are looked at one after the other; along each, settings count that are
 * the best one's but for it.
 *
 * @param tried at least one
 * @param merit of each, the more the better
 * @param <M> what settings are compared by
 */
record SettingSearch<M extends Comparable<M>>(List<Setting> tried, Function<Setting, M> merit) {
    /** So that settings read well. */
    private static final MathContext DIGITS = new MathContext(2);

    private enum Axis {
        RATE(Setting::rate, Setting::rate),
        SCALE(Setting::scale, Setting::scale);

        private final ToDoubleFunction<Setting> value;
        private final BiFunction<Setting, Double, Setting> with;

        Axis(ToDoubleFunction<Setting> value, BiFunction<Setting, Double, Setting> with) {
            this.value = value;
            this.with = with;
        }

        double of(Setting setting) {
            return value.applyAsDouble(setting);
        }

        Setting at(Setting setting, double other) {
            return with.apply(setting, BigDecimal.valueOf(other).round(DIGITS).doubleValue());
        }
    }

    /** The best setting; of several the first. */
    Setting best() {
        Setting best = tried.get(0);
        M most = merit.apply(best);
        for (Setting each : tried) {
            M its = merit.apply(each);
            if (its.compareTo(most) > 0) {
                best = each;
                most = its;
            }
        }
        return best;
    }

    /** Whether nothing was tried on one side of the best setting, along the rates or the scales. */
    boolean isOnEdge() {
        Setting best = best();
        return Arrays.stream(Axis.values()).anyMatch(axis -> beyond(axis, best).isPresent());
    }

    /** The setting to try next; empty where nothing is left to try. */
    Optional<Setting> next() {
        Setting best = best();
        for (Axis axis : Axis.values()) {
            Optional<Setting> beyond = beyond(axis, best).filter(each -> !tried.contains(each));
            if (beyond.isPresent()) return beyond;
        }
        for (Axis axis : Axis.values()) {
            Optional<Setting> between = between(axis, best).filter(each -> !tried.contains(each));
            if (between.isPresent()) return between;
        }
        return Optional.empty();
    }

    /** As far beyond an edge as the next one lies on this side. */
    private Optional<Setting> beyond(Axis axis, Setting best) {
        List<Setting> line = line(axis, best);
        int at = line.indexOf(best);
        if (line.size() < 2 || at > 0 && at < line.size() - 1) return Optional.empty();
        double beside = axis.of(line.get(at == 0 ? 1 : at - 1));
        return Optional.of(axis.at(best, axis.of(best) * axis.of(best) / beside));
    }

    /** The geometric mean with the better neighbour. */
    private Optional<Setting> between(Axis axis, Setting best) {
        List<Setting> line = line(axis, best);
        int at = line.indexOf(best);
        return Set.of(at - 1, at + 1).stream()
                .filter(i -> i >= 0 && i < line.size())
                .map(line::get)
                .max(Comparator.comparing(merit).thenComparing(axis::of))
                .map(beside -> axis.at(best, Math.sqrt(axis.of(best) * axis.of(beside))));
    }

    /** The settings that are the best one's but for this, in order. */
    private List<Setting> line(Axis axis, Setting best) {
        return tried.stream()
                .filter(each -> axis.with.apply(each, axis.of(best)).equals(best))
                .sorted(Comparator.comparingDouble(axis::of))
                .collect(Collectors.toList());
    }
}
