package io.github.fttp.metrics;

import io.github.fttp.core.mask.Concept;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * All that was observed of one model at one moment.
 *
 * @param concept in question
 * @param bySet in the order of the sets
 */
public record Observations<O>(Concept concept, Map<DataSet, O> bySet) {
    public Observations {
        bySet = new LinkedHashMap<>(bySet);
    }

    /** Whether there are none: the model was not observed. */
    public boolean isEmpty() {
        return bySet.isEmpty();
    }

    /** No observations: there is no such model. */
    public static <O> Observations<O> none(Concept concept) {
        return new Observations<>(concept, Map.of());
    }

    /** The observation of one set. */
    public O of(DataSet set) {
        O found = bySet.get(set);
        if (found == null) throw new IllegalArgumentException("nothing was observed of " + set);
        return found;
    }

    /** The sets of a role, in their order. */
    public List<DataSet> sets(Role role) {
        return bySet.keySet().stream().filter(set -> set.role() == role).toList();
    }

    /** Adds more in each: what another network sees in the images, say. */
    public Observations<O> with(UnaryOperator<O> more) {
        Map<DataSet, O> richer = new LinkedHashMap<>();
        bySet.forEach((set, each) -> richer.put(set, more.apply(each)));
        return new Observations<>(concept, richer);
    }
}
