package io.github.fttp.metrics.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Every method over concepts and draws in one modality. Settings are chosen first, on concepts that are not reported:
 * among those of a method that forget enough the one that keeps most, else the one that does best at both.
 *
 * @param environment where they run, or one that is alike
 * @param methods those that take part
 * @param validation ids of concepts on which settings are chosen, none of those reported; empty if no method has several
 * @param reported ids of concepts that are reported
 * @param draws how often each method runs on each of those
 * @param budget how much is asked of what is reported
 */
public record Comparison(
        Environment environment,
        List<ComparedMethod> methods,
        List<String> validation,
        List<String> reported,
        int draws,
        Budget budget) {
    /** Forgetting from which on methods are told apart by what they keep. */
    static final double ENOUGH = 0.95;

    /**
     * Finds the trials that follow from what is known so far: those that choose settings, then the reported ones. They do not
     * depend on each other. Empty once all is known.
     */
    public List<Trial> next(Ledger<Outcome> results) {
        List<Trial> choosing = missing(choosing(), results);
        return choosing.isEmpty() ? missing(reporting(results), results) : choosing;
    }

    private static List<Trial> missing(List<Trial> trials, Ledger<Outcome> results) {
        return trials.stream().filter(trial -> results.find(trial).isEmpty()).toList();
    }

    /** The trials by which settings are chosen, those of the untouched model first. */
    private List<Trial> choosing() {
        List<Trial> candidates = new ArrayList<>();
        for (ComparedMethod method : methods) {
            if (method.grid().size() == 1) continue;
            for (Setting setting : method.grid()) {
                for (String concept : validation) candidates.add(candidate(method, setting, concept));
            }
        }
        return withUntouched(candidates);
    }

    /** The reported trials, those of the untouched model first. */
    private List<Trial> reporting(Ledger<Outcome> results) {
        return withUntouched(trials(results));
    }

    private static List<Trial> withUntouched(List<Trial> trials) {
        Set<Trial> all = new LinkedHashSet<>();
        trials.forEach(trial -> all.add(trial.before()));
        all.addAll(trials);
        return List.copyOf(all);
    }

    private Trial candidate(ComparedMethod method, Setting setting, String concept) {
        return new Trial(environment.modality(), method.id(), setting, concept, 0, Budget.VALIDATION);
    }

    /** The untouched model's of a reported concept. */
    public Trial before(String concept) {
        return Trial.before(environment.modality(), concept, budget);
    }

    /** The reported runs, method by method. */
    public List<Trial> trials(Ledger<Outcome> results) {
        List<Trial> trials = new ArrayList<>();
        chosen(results).forEach((method, setting) -> {
            for (String concept : reported) {
                for (int draw = 0; draw < draws; draw++) {
                    trials.add(new Trial(environment.modality(), method.id(), setting, concept, draw, budget));
                }
            }
        });
        return trials;
    }

    /** The setting of each method, once all candidates are in the ledger. */
    public Map<ComparedMethod, Setting> chosen(Ledger<Outcome> results) {
        Map<ComparedMethod, Setting> chosen = new LinkedHashMap<>();
        for (ComparedMethod method : methods) {
            Setting best = method.grid().get(0);
            double most = Double.NEGATIVE_INFINITY;
            for (Setting setting : method.grid()) {
                if (method.grid().size() == 1) break;
                double merit = merit(method, setting, results);
                if (merit > most) {
                    most = merit;
                    best = setting;
                }
            }
            chosen.put(method, best);
        }
        return chosen;
    }

    /** As the environment has it; of weights that are no numbers everything is gone. NaN where one of both failed. */
    public double forgetting(Outcome before, Outcome after) {
        if (before.hasFailed() || after.hasFailed()) return Double.NaN;
        return after.hasDiverged() ? 1 : environment.forgetting(before, after);
    }

    /** As the environment has it; of weights that are no numbers nothing is left. NaN where one of both failed. */
    public double utility(Outcome before, Outcome after) {
        if (before.hasFailed() || after.hasFailed()) return Double.NaN;
        return after.hasDiverged() ? 0 : environment.utility(before, after);
    }

    /** Above 1 where enough is forgotten. */
    private double merit(ComparedMethod method, Setting setting, Ledger<Outcome> results) {
        double forgetting = 0;
        double utility = 0;
        for (String concept : validation) {
            Trial trial = candidate(method, setting, concept);
            Outcome before = results.get(trial.before());
            Outcome after = results.get(trial);
            forgetting += forgetting(before, after) / validation.size();
            utility += utility(before, after) / validation.size();
        }
        if (forgetting >= ENOUGH) return 1 + utility;
        double sum = forgetting + utility;
        return sum == 0 ? 0 : 2 * forgetting * utility / sum;
    }
}
