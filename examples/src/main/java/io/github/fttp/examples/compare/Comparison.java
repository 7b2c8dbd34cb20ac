package io.github.fttp.examples.compare;

import io.github.fttp.metrics.world.Cast;
import io.github.fttp.metrics.world.Figure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Every method over characters and draws in one modality. Settings are chosen first, on characters that are not reported:
 * among those of a method that forget enough the one that keeps most, else the one that does best at both.
 *
 * @param arena where they run
 * @param contenders those that take part
 * @param concepts how many characters are reported
 * @param draws how often each method runs on each of them
 */
record Comparison(Arena arena, List<Contender> contenders, int concepts, int draws) {
    /** Characters on which settings are chosen. */
    static final int VALIDATION = 2;

    /** Forgetting from which on methods are told apart by what they keep. */
    static final double ENOUGH = 0.95;

    /** Characters in an order that mixes near ones with others. */
    private static final List<String> ORDER = IntStream.range(0, Cast.FIGURES.size())
            .mapToObj(i -> Cast.FIGURES.get(5 * i % Cast.FIGURES.size()))
            .map(Figure::name)
            .toList();

    /** The most that can be reported. */
    static final int MOST = ORDER.size() - VALIDATION;

    /** Takes what is done. */
    interface Progress {
        /** @param left cells that are still to be run, this one not among them */
        void done(Cell cell, double seconds, int left);
    }

    List<String> reported() {
        return ORDER.subList(0, concepts);
    }

    private static List<String> validation() {
        return ORDER.subList(MOST, ORDER.size());
    }

    /** Runs what is not in the ledgers yet. */
    void run(Ledger<Outcome> results, Ledger<Cost> costs, Progress progress) {
        List<String> all = new ArrayList<>(validation());
        all.addAll(reported());
        for (String concept : all) {
            if (results.find(beforeCell(concept)).isEmpty()) results.add(arena.before(concept));
        }
        List<Cell> trials = trials();
        List<Cell> open =
                trials.stream().filter(cell -> results.find(cell).isEmpty()).toList();
        int later = contenders.size() * concepts * draws;
        run(open, later, false, results, costs, progress);
        List<Cell> reported = cells(results).stream()
                .filter(cell -> results.find(cell).isEmpty())
                .toList();
        run(reported, 0, true, results, costs, progress);
    }

    /** @param reported whether robustness is measured too, in the first draw of each character */
    private void run(
            List<Cell> cells,
            int later,
            boolean reported,
            Ledger<Outcome> results,
            Ledger<Cost> costs,
            Progress progress) {
        int left = cells.size() + later;
        for (Cell cell : cells) {
            long begun = System.nanoTime();
            Arena.Run run = arena.run(cell, reported && cell.draw() == 0);
            // The cost first: a cell counts as run once its outcome is there.
            costs.add(run.cost());
            results.add(run.outcome());
            progress.done(cell, (System.nanoTime() - begun) * 1e-9, --left);
        }
    }

    private List<Cell> trials() {
        List<Cell> trials = new ArrayList<>();
        for (Contender contender : contenders) {
            if (contender.grid().size() == 1) continue;
            for (Setting setting : contender.grid()) {
                for (String concept : validation()) trials.add(cell(contender, setting, concept, 0));
            }
        }
        return trials;
    }

    private Cell cell(Contender contender, Setting setting, String concept, int draw) {
        return new Cell(arena.modality(), contender.name(), setting, concept, draw);
    }

    /** The untouched model's. */
    Cell beforeCell(String concept) {
        return new Cell(arena.modality(), "before", new Setting(0, 0, 1), concept, 0);
    }

    /** The reported runs, method by method. */
    List<Cell> cells(Ledger<Outcome> results) {
        List<Cell> cells = new ArrayList<>();
        chosen(results).forEach((contender, setting) -> {
            for (String concept : reported()) {
                for (int draw = 0; draw < draws; draw++) cells.add(cell(contender, setting, concept, draw));
            }
        });
        return cells;
    }

    /** The setting of each method, once all trials are in the ledger. */
    Map<Contender, Setting> chosen(Ledger<Outcome> results) {
        Map<Contender, Setting> chosen = new LinkedHashMap<>();
        for (Contender contender : contenders) {
            Setting best = contender.grid().get(0);
            double most = Double.NEGATIVE_INFINITY;
            for (Setting setting : contender.grid()) {
                if (contender.grid().size() == 1) break;
                double merit = merit(contender, setting, results);
                if (merit > most) {
                    most = merit;
                    best = setting;
                }
            }
            chosen.put(contender, best);
        }
        return chosen;
    }

    /** Above 1 where enough is forgotten. */
    private double merit(Contender contender, Setting setting, Ledger<Outcome> results) {
        double forgetting = 0;
        double utility = 0;
        for (String concept : validation()) {
            Outcome before = results.get(beforeCell(concept));
            Outcome after = results.get(cell(contender, setting, concept, 0));
            forgetting += arena.forgetting(before, after) / VALIDATION;
            utility += arena.utility(before, after) / VALIDATION;
        }
        if (forgetting >= ENOUGH) return 1 + utility;
        double sum = forgetting + utility;
        return sum == 0 ? 0 : 2 * forgetting * utility / sum;
    }
}
