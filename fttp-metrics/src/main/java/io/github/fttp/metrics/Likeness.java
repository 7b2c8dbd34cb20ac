package io.github.fttp.metrics;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How like a concept is to another one for a model.
 *
 * @param sharedTokens the share of all tokens of both names that both have, from 0 to 1; NaN where neither has any
 * @param nearness the cosine of the model's states for both, from -1 to 1; NaN where it has none for one of them
 */
public record Likeness(double sharedTokens, double nearness) {
    /** Names {@link #sharedTokens} where measures of likeness are listed. */
    public static final String SHARED_TOKENS = "shared tokens";
    /** Names {@link #nearness}. */
    public static final String NEARNESS = "nearness in the model";

    /**
     * Compares names that a tokenizer has cut.
     *
     * @param one ids of the tokens of a name
     * @param other those of another
     */
    public static Likeness of(int[] one, int[] other, double nearness) {
        Set<Integer> both = set(one);
        both.retainAll(set(other));
        Set<Integer> all = set(one);
        all.addAll(set(other));
        return new Likeness(both.size() / (double) all.size(), nearness);
    }

    private static Set<Integer> set(int... ids) {
        return Arrays.stream(ids).boxed().collect(Collectors.toSet());
    }

    /** Lists what is known of it by the names of the measures. */
    public Map<String, Double> byMeasure() {
        Map<String, Double> measures = new LinkedHashMap<>();
        measures.put(SHARED_TOKENS, sharedTokens);
        measures.put(NEARNESS, nearness);
        measures.values().removeIf(value -> value.isNaN());
        return measures;
    }
}
