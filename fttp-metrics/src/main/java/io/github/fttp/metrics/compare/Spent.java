package io.github.fttp.metrics.compare;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The costs of a method's runs taken together.
 *
 * @param seconds mean of a run
 * @param following mean seconds of those that following a run took
 * @param peakBytes the most of any run
 * @param passes mean number of samples that the method sent forward
 * @param given mean number of samples that the method was given
 */
record Spent(double seconds, double following, long peakBytes, double passes, double given) {
    /** Nothing at all, of the untouched model. */
    static final Spent NOTHING = new Spent(0, 0, 0, 0, 0);

    /** NaN where no costs are known. */
    static Spent of(List<Cost> costs) {
        return new Spent(
                mean(costs, Cost::seconds),
                mean(costs, Cost::following),
                costs.stream().mapToLong(Cost::peakBytes).max().orElse(0),
                mean(costs, Cost::passes),
                mean(costs, Cost::given));
    }

    private static double mean(List<Cost> costs, ToDoubleFunction<Cost> of) {
        return costs.stream().mapToDouble(of).average().orElse(Double.NaN);
    }
}
