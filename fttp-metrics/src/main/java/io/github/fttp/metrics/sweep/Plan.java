package io.github.fttp.metrics.sweep;

import io.github.fttp.metrics.compare.Comparison;
import io.github.fttp.metrics.compare.Ledger;
import io.github.fttp.metrics.compare.Outcome;
import io.github.fttp.metrics.compare.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The trials of a comparison as far as they follow from what is known. It depends on what came out, not on when or where.
 *
 * @param trials in the order that merged results have
 * @param results of all of them but those of the last round, of all if {@code complete}
 * @param complete whether no others follow
 */
record Plan(List<Trial> trials, Ledger<Outcome> results, boolean complete) {
    /** @param known finds the outcome of a trial that was run */
    static Plan of(Comparison comparison, Function<Trial, Optional<Outcome>> known) {
        List<Trial> trials = new ArrayList<>();
        Ledger<Outcome> results = new Ledger<>(Outcome::trial);
        for (List<Trial> round = comparison.next(results); !round.isEmpty(); round = comparison.next(results)) {
            trials.addAll(round);
            List<Outcome> outcomes =
                    round.stream().map(known).flatMap(Optional::stream).toList();
            if (outcomes.size() < round.size()) return new Plan(trials, results, false);
            outcomes.forEach(results::add);
        }
        return new Plan(trials, results, true);
    }
}
