package io.github.fttp.metrics.compare;

import io.github.fttp.core.io.BadData;
import io.github.fttp.metrics.robustness.Recovery;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Every method over concepts and draws in one modality. Settings are chosen first, on concepts that are not reported, by
 * utility at matched forgetting: the mean of what is kept of everything else, nothing counting where the concept is not gone.
 * Among equals, as where no setting keeps anything, the setting wins by which the concept is gone most often, then the one best
 * at forgetting and utility together. Each method tries as many settings: its grid, then beyond an edge of it on which the best one lies, else between the best and the better neighbour.
 *
 * @param environment where they run, or one that is alike
 * @param methods those that take part
 * @param validation ids of concepts on which settings are chosen, none of those reported; empty if no method has several
 * @param reported ids of concepts that are reported
 * @param draws how often each method runs on each of those
 * @param budget how much is asked of what is reported
 * @param trials settings that each method tries; one with a single setting tries none
 */
public record Comparison(
        Environment environment,
        List<ComparedMethod> methods,
        List<String> validation,
        List<String> reported,
        int draws,
        Budget budget,
        int trials) {
    /**
     * Finds the trials that follow from what is known so far: those of the untouched model, those that choose settings, then the
     * reported ones. They do not depend on each other. Empty once all is known.
     */
    public List<Trial> next(Ledger<Outcome> results) {
        List<Trial> untouched = missing(untouched(), results);
        if (!untouched.isEmpty()) return untouched;
        List<Trial> choosing = missing(choosing(results), results);
        return choosing.isEmpty() ? missing(trials(results), results) : choosing;
    }

    /** The trials of the untouched model: on concepts that settings are chosen on, as far as any are, and on reported ones. */
    public List<Trial> untouched() {
        List<Trial> untouched = new ArrayList<>();
        if (methods.stream().anyMatch(method -> method.grid().size() > 1)) {
            validation.forEach(
                    concept -> untouched.add(Trial.before(environment.modality(), concept, Budget.VALIDATION)));
        }
        reported.forEach(concept -> untouched.add(before(concept)));
        return untouched;
    }

    private static List<Trial> missing(List<Trial> trials, Ledger<Outcome> results) {
        return trials.stream().filter(trial -> results.find(trial).isEmpty()).toList();
    }

    /** The trials by which settings are chosen as far as they are known. */
    private List<Trial> choosing(Ledger<Outcome> results) {
        List<Trial> candidates = new ArrayList<>();
        for (ComparedMethod method : methods) {
            if (method.grid().size() == 1) continue;
            for (Setting setting : tried(method, results)) {
                for (String concept : validation) candidates.add(candidate(method, setting, concept));
            }
        }
        return candidates;
    }

    /** The settings of a method that are tried, as far as what is known says. */
    List<Setting> tried(ComparedMethod method, Ledger<Outcome> results) {
        List<Setting> tried = new ArrayList<>(method.grid());
        while (tried.size() > 1 && tried.size() < trials && isKnown(method, tried, results)) {
            Optional<Setting> next = search(method, tried, results).next();
            if (next.isEmpty()) break;
            tried.add(next.get());
        }
        return tried;
    }

    private boolean isKnown(ComparedMethod method, List<Setting> settings, Ledger<Outcome> results) {
        return settings.stream().allMatch(setting -> validation.stream()
                .allMatch(concept ->
                        results.find(candidate(method, setting, concept)).isPresent()));
    }

    /** Whether the best setting of those that were tried has the highest or the lowest rate or scale: others may be better. */
    boolean isOnEdge(ComparedMethod method, Ledger<Outcome> results) {
        List<Setting> tried = tried(method, results);
        return tried.size() > 1 && search(method, tried, results).isOnEdge();
    }

    private SettingSearch<Merit> search(ComparedMethod method, List<Setting> tried, Ledger<Outcome> results) {
        return new SettingSearch<>(tried, setting -> merit(method, setting, results));
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
            List<Setting> tried = tried(method, results);
            chosen.put(
                    method,
                    tried.size() == 1
                            ? tried.get(0)
                            : search(method, tried, results).best());
        }
        return chosen;
    }

    /**
     * Requires that runs on these concepts can be ended by what they are followed on: one that is gone there before anything
     * happens would count as forgotten whatever a method does.
     *
     * @throws BadData naming all of which that is so
     */
    public void requireFollowed(List<String> concepts) {
        if (methods.stream().flatMap(each -> each.grid().stream()).noneMatch(each -> each.until() == Until.GONE))
            return;
        List<String> unknown = new ArrayList<>();
        List<String> blind = new ArrayList<>();
        for (String concept : concepts) {
            Waypoint look = environment.look(concept);
            if (look.gone()) unknown.add(concept);
            if (look.isBlind()) blind.add(concept);
        }
        require(unknown, "unknown to the model as it is, on the data that says when runs end");
        require(blind, "such that nothing says when runs end: a model that knows nothing knows as much of the data");
    }

    /**
     * Requires that the model as it is knows a concept where it is measured, too.
     *
     * @param untouched what it says or draws of the concept
     * @throws BadData if it does not
     */
    public void requireKnown(Outcome untouched) {
        if (forgetting(untouched, untouched) < 1) return;
        require(
                List.of(untouched.trial().concept()),
                "unknown to the model as it is, on the data that it is measured on");
    }

    private void require(List<String> concepts, String what) {
        if (concepts.isEmpty()) return;
        String names = concepts.stream().map(environment::conceptName).collect(Collectors.joining(", "));
        throw new BadData(
                (concepts.size() == 1 ? "concept " : "concepts ") + String.join(", ", concepts),
                (concepts.size() == 1 ? "is " : "are ") + what + ": of " + names
                        + " there is nothing to forget, expected a model that knows what it is to forget");
    }

    /**
     * Whether the concept went: by the data that the run was followed on, or in the end where nothing else ended it. One that was
     * not there when the run began did not.
     */
    public boolean reached(Outcome before, Outcome after) {
        return switch (after.end()) {
            case GONE -> !after.beganGone();
            case BUDGET, DIVERGED, FAILED -> false;
            case STEPS -> forgetting(before, after) >= Recovery.FORGOTTEN;
        };
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

    /**
     * The merit of a setting, by which settings are compared.
     *
     * @param matched utility at matched forgetting
     * @param reached the number of concepts that are gone, which counts among equals
     * @param both the harmonic mean of forgetting and utility, which counts among those that are equal in this, too
     */
    private record Merit(double matched, int reached, double both) implements Comparable<Merit> {
        @Override
        public int compareTo(Merit other) {
            return Comparator.comparingDouble(Merit::matched)
                    .thenComparingInt(Merit::reached)
                    .thenComparingDouble(Merit::both)
                    .compare(this, other);
        }
    }

    private Merit merit(ComparedMethod method, Setting setting, Ledger<Outcome> results) {
        double matched = 0;
        int reached = 0;
        double forgetting = 0;
        double utility = 0;
        for (String concept : validation) {
            Trial trial = candidate(method, setting, concept);
            Outcome before = results.get(trial.before());
            Outcome after = results.get(trial);
            double kept = utility(before, after);
            if (reached(before, after)) {
                matched += kept / validation.size();
                reached++;
            }
            forgetting += forgetting(before, after) / validation.size();
            utility += kept / validation.size();
        }
        double sum = forgetting + utility;
        if (Double.isNaN(sum)) return new Merit(-1, 0, 0); // a run failed
        return new Merit(matched, reached, sum == 0 ? 0 : 2 * forgetting * utility / sum);
    }
}
