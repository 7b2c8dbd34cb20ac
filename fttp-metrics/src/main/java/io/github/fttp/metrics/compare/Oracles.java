package io.github.fttp.metrics.compare;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Models that were trained without a concept, beside which others are measured, see {@link Oracle}.
 *
 * @param <A> what a model says or draws where an exam asks
 */
public final class Oracles<A> {
    private final BiFunction<A, A, Map<String, Score>> apart;
    /** By the untouched model's trial; asked once. */
    private final Map<Trial, A> asked = new HashMap<>();

    /** @param apart gives the distances between what an oracle and another model say, by name */
    public Oracles(BiFunction<A, A, Map<String, Score>> apart) {
        this.apart = apart;
    }

    /**
     * Measures how far a model is from the first of its concept's oracles; the trial of the untouched model has how far the other
     * oracles are, too.
     *
     * @param folders of the oracles; where there is none, nothing is measured
     * @param ask asks the model in a folder
     * @param now asks the trial's model as it is
     */
    public Map<String, Score> distances(Trial trial, List<Path> folders, Function<Path, A> ask, Supplier<A> now) {
        if (folders.isEmpty()) return Map.of();
        A oracle = asked.computeIfAbsent(trial.before(), untouched -> ask.apply(folders.get(0)));
        Map<String, Score> distances = new LinkedHashMap<>(apart.apply(oracle, now.get()));
        if (trial.ofUntouched()) {
            distances.putAll(Oracle.meansOfOthers(folders.stream()
                    .skip(1)
                    .map(other -> apart.apply(oracle, ask.apply(other)))
                    .toList()));
        }
        return distances;
    }
}
