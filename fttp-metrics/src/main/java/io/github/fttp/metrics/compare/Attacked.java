package io.github.fttp.metrics.compare;

import io.github.fttp.metrics.robustness.Recovery;
import io.github.fttp.metrics.robustness.Rounding;
import io.github.fttp.metrics.statistics.Interval;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The shares that attacks brought back of the concepts that a method made a model forget, in the first run on each.
 *
 * @param back share of what the untouched model recalls that each attack brings back, over concepts
 * @param relearnt in how many steps half of what was lost is back
 * @param recovery whether the concepts are gone, by the means of the shares and the steps in which half of all of them came back
 */
record Attacked(Map<String, Interval> back, Relearnt relearnt, Recovery recovery) {
    private static final String PREFIX = "prefix";
    private static final String RELEARNING = "relearning";

    /**
     * @param forgotten share of the concepts that is gone when they are asked for as before, over all runs
     * @param runs of a method, each with the untouched model's outcome in the same place of {@code befores}
     */
    static Attacked of(Comparison comparison, double forgotten, List<Outcome> befores, List<Outcome> runs) {
        Map<String, List<Double>> back = new LinkedHashMap<>();
        List<Integer> steps = new ArrayList<>();
        int attacked = 0;
        for (int i = 0; i < runs.size(); i++) {
            Outcome run = runs.get(i);
            if (run.hasDiverged() || run.hasFailed() || run.trial().draw() != 0) continue;
            attacked++;
            shares(comparison, befores.get(i), run)
                    .forEach((attack, share) -> back.computeIfAbsent(attack, each -> new ArrayList<>())
                            .add(share));
            if (run.figures().containsKey(Attack.STEPS)) steps.add((int) run.value(Attack.STEPS));
        }
        Map<String, Interval> intervals = new LinkedHashMap<>();
        back.forEach((attack, shares) -> intervals.put(attack, mean(shares)));
        Map<String, Double> means = new LinkedHashMap<>();
        intervals.forEach((attack, interval) -> means.put(attack, interval.value()));
        Relearnt relearnt = new Relearnt(steps);
        return new Attacked(intervals, relearnt, Recovery.of(forgotten, means, RELEARNING, relearnt.half(attacked)));
    }

    private static Interval mean(List<Double> values) {
        return Summary.mean(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** By attack, in the order in which they were measured. */
    private static Map<String, Double> shares(Comparison comparison, Outcome before, Outcome run) {
        Map<String, Double> shares = new LinkedHashMap<>();
        run.figures().forEach((name, score) -> {
            if (name.equals(Attack.NAMED) || name.equals(Attack.DRAWN)) shares.put(PREFIX, score.value());
            if (Attack.isRecalled(name) && before.value(name) > 0) {
                shares.put(Attack.probe(name), Math.min(1, score.value() / before.value(name)));
            }
        });
        for (Rounding rounding : Rounding.values()) {
            Map<String, Score> rounded = rounded(run, rounding);
            if (rounded.isEmpty()) continue;
            Outcome as = new Outcome(run.trial(), run.end(), rounded, List.of(), List.of());
            // What is left with the weights as they are was never gone. Less than 0 where more is gone: chance, which
            // the mean cancels.
            double back = comparison.forgetting(before, run) - comparison.forgetting(before, as);
            shares.put(rounding.name().toLowerCase(Locale.ROOT) + " weights", back);
        }
        return shares;
    }

    /** Measurements with rounded weights, by the names of what is measured without. */
    private static Map<String, Score> rounded(Outcome run, Rounding rounding) {
        Map<String, Score> rounded = new LinkedHashMap<>();
        String suffix = Attack.suffix(rounding);
        run.figures().forEach((name, score) -> {
            if (name.endsWith(suffix)) rounded.put(name.substring(0, name.length() - suffix.length()), score);
        });
        return rounded;
    }

    /** Whether anything was tried. */
    boolean wasTried() {
        return !back.isEmpty() || !relearnt.steps().isEmpty();
    }
}
