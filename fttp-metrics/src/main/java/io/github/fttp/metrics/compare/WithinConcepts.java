package io.github.fttp.metrics.compare;

import io.github.fttp.metrics.statistics.Interval;
import io.github.fttp.metrics.statistics.RankCorrelation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Spearman's rank correlation within each concept, so that what sets concepts apart counts for nothing.
 *
 * @param mean over the concepts in which there is one, with its interval over them
 * @param pairs of values in these, all together
 */
record WithinConcepts(Interval mean, int pairs) {
    /**
     * Correlates.
     *
     * @param concepts one a pair, in its place
     * @param x one value of each pair; pairs in which one is not finite are left out
     */
    static WithinConcepts of(List<String> concepts, double[] x, double[] y) {
        Map<String, List<Integer>> byConcept = new LinkedHashMap<>();
        for (int i = 0; i < x.length; i++) {
            if (!Double.isFinite(x[i]) || !Double.isFinite(y[i])) continue;
            byConcept
                    .computeIfAbsent(concepts.get(i), each -> new ArrayList<>())
                    .add(i);
        }
        List<Double> correlations = new ArrayList<>();
        int pairs = 0;
        for (List<Integer> numbers : byConcept.values()) {
            double correlation = RankCorrelation.of(chosen(x, numbers), chosen(y, numbers));
            if (!Double.isFinite(correlation)) continue;
            correlations.add(correlation);
            pairs += numbers.size();
        }
        return new WithinConcepts(
                Summary.mean(
                        correlations.stream().mapToDouble(Double::doubleValue).toArray()),
                pairs);
    }

    /** The most pairs that one of several was made of. */
    static int mostPairs(List<WithinConcepts> several) {
        return several.stream().mapToInt(WithinConcepts::pairs).max().orElse(0);
    }

    private static double[] chosen(double[] values, List<Integer> numbers) {
        return numbers.stream().mapToDouble(i -> values[i]).toArray();
    }
}
