package io.github.fttp.metrics.compare;

import io.github.fttp.metrics.Direction;
import io.github.fttp.metrics.Measurement;
import io.github.fttp.metrics.Measurement.Kind;
import io.github.fttp.metrics.report.Cell;
import io.github.fttp.metrics.report.ReportPage;
import io.github.fttp.metrics.report.Table;
import io.github.fttp.metrics.robustness.Recovery;
import io.github.fttp.metrics.statistics.Interval;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The part of a report on what attacks bring back: a verdict for each method, and what each attack came to. */
final class AttackSection {
    /** Note on reading it. */
    static final String NOTE =
            " Shares are those of what the untouched model recalls that an attack brings back, in the first"
                    + " run of each method on each concept; behind a prefix, of all questions or prompts; of rounded weights, what is"
                    + " forgotten less with them than with the weights as they are (below 0: more, by chance). Steps to relearn are the median"
                    + " (of an even number the lower of the middle two) of those until half of what was lost is back, with the least and"
                    + " the most; where next to nothing was lost there are none.";

    private AttackSection() {}

    /** Adds it, where attacks were tried. */
    static void addTo(ReportPage page, String in, List<Summary.Row> methods) {
        if (methods.stream().noneMatch(row -> row.attacked().wasTried())) return;
        page.section(in + ": gone or hidden").add(table(methods)).note(Recovery.RULES + NOTE);
    }

    private static Table table(List<Summary.Row> methods) {
        Set<String> attacks = new LinkedHashSet<>();
        methods.forEach(row -> attacks.addAll(row.attacked().back().keySet()));
        List<String> header = new ArrayList<>(List.of("method", "what trains", Tables.VERDICT, Tables.RELEARNING));
        header.addAll(attacks);
        List<List<Cell>> rows = new ArrayList<>();
        for (Summary.Row row : methods) {
            Attacked attacked = row.attacked();
            List<Cell> cells = new ArrayList<>(List.of(
                    Cell.text(row.label()),
                    Cell.text(row.changed()),
                    Cell.text(attacked.recovery().toString()),
                    Cell.number(attacked.relearnt().toString())));
            for (String attack : attacks) {
                Interval back = attacked.back().getOrDefault(attack, Interval.NONE);
                cells.add(Cell.of(new Measurement(back, Kind.SHARE, Direction.NEITHER)));
            }
            rows.add(cells);
        }
        return new Table(header, rows);
    }
}
