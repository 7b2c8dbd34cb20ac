package io.github.fttp.examples.compare;

import io.github.fttp.metrics.conceptworld.Cast;
import io.github.fttp.metrics.conceptworld.Figure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Every method over characters and draws in one modality. Settings are chosen first, on characters that are not reported:
 * among those of a method that forget enough the one that keeps most, else the one that does best at both.
 *
 * @param workers where they run
 * @param contenders those that take part
 * @param concepts how many characters are reported
 * @param draws how often each method runs on each of them
 * @param effort how much is asked of what is reported; with the full one the first draw is asked thoroughly
 */
record Comparison(WorkerPool workers, List<ComparedMethod> contenders, int concepts, int draws, Effort effort) {
    /** Characters on which settings are chosen. */
    static final int VALIDATION = 2;

    /** Forgetting from which on methods are told apart by what they keep. */
    static final double ENOUGH = 0.95;

    /** Characters that have a near one, in an order that keeps those apart. */
    private static final List<String> ORDER = order();

    private static List<String> order() {
        List<Figure> nearOnes = Cast.FIGURES.stream()
                .filter(figure -> !Cast.near(figure).isEmpty())
                .toList();
        return IntStream.range(0, nearOnes.size())
                .mapToObj(i -> nearOnes.get(5 * i % nearOnes.size()).name())
                .toList();
    }

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

    /** Where they run, one for all. */
    Environment environment() {
        return workers.any();
    }

    /** Runs what is not in the ledgers yet. */
    void run(Ledger<Outcome> results, Ledger<Cost> costs, Progress progress) {
        List<Cell> trials = trials();
        if (!trials.isEmpty()) measure(validation(), Effort.TRIAL, results);
        measure(reported(), effort, results);
        List<Cell> open = missing(trials, results);
        int later = contenders.size() * concepts * draws;
        run(open, later, cell -> Effort.TRIAL, results, costs, progress);
        boolean full = effort == Effort.FULL;
        List<Cell> cells = missing(cells(results), results);
        run(cells, 0, cell -> full && cell.draw() == 0 ? Effort.THOROUGH : effort, results, costs, progress);
    }

    private static List<Cell> missing(List<Cell> cells, Ledger<Outcome> results) {
        return cells.stream().filter(cell -> results.find(cell).isEmpty()).toList();
    }

    private void measure(List<String> characters, Effort asked, Ledger<Outcome> results) {
        List<Function<Environment, Outcome>> tasks = new ArrayList<>();
        for (String concept : characters) {
            if (results.find(beforeCell(concept)).isEmpty())
                tasks.add(environment -> environment.before(concept, asked));
        }
        workers.run(tasks, results::add);
    }

    private record Done(Environment.Run run, double seconds) {}

    private void run(
            List<Cell> cells,
            int later,
            Function<Cell, Effort> asked,
            Ledger<Outcome> results,
            Ledger<Cost> costs,
            Progress progress) {
        List<Function<Environment, Done>> tasks = new ArrayList<>();
        for (Cell cell : cells) {
            tasks.add(environment -> {
                long begun = System.nanoTime();
                Environment.Run run = environment.run(cell, asked.apply(cell));
                return new Done(run, (System.nanoTime() - begun) * 1e-9);
            });
        }
        AtomicInteger left = new AtomicInteger(cells.size() + later);
        workers.run(tasks, done -> {
            // The cost first: a cell counts as run once its outcome is there.
            costs.add(done.run().cost());
            results.add(done.run().outcome());
            progress.done(done.run().outcome().cell(), done.seconds(), left.decrementAndGet());
        });
    }

    private List<Cell> trials() {
        List<Cell> trials = new ArrayList<>();
        for (ComparedMethod contender : contenders) {
            if (contender.grid().size() == 1) continue;
            for (Setting setting : contender.grid()) {
                for (String concept : validation()) trials.add(cell(contender, setting, concept, 0));
            }
        }
        return trials;
    }

    private Cell cell(ComparedMethod contender, Setting setting, String concept, int draw) {
        return new Cell(environment().modality(), contender.name(), setting, concept, draw);
    }

    /** The untouched model's. */
    Cell beforeCell(String concept) {
        return Cell.before(environment().modality(), concept);
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
    Map<ComparedMethod, Setting> chosen(Ledger<Outcome> results) {
        Map<ComparedMethod, Setting> chosen = new LinkedHashMap<>();
        for (ComparedMethod contender : contenders) {
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

    /** As the environment has it; of weights that are no numbers everything is gone. */
    double forgetting(Outcome before, Outcome after) {
        return after.hasDiverged() ? 1 : environment().forgetting(before, after);
    }

    /** As the environment has it; of weights that are no numbers nothing is left. */
    double utility(Outcome before, Outcome after) {
        return after.hasDiverged() ? 0 : environment().utility(before, after);
    }

    /** Above 1 where enough is forgotten. */
    private double merit(ComparedMethod contender, Setting setting, Ledger<Outcome> results) {
        double forgetting = 0;
        double utility = 0;
        for (String concept : validation()) {
            Outcome before = results.get(beforeCell(concept));
            Outcome after = results.get(cell(contender, setting, concept, 0));
            forgetting += forgetting(before, after) / VALIDATION;
            utility += utility(before, after) / VALIDATION;
        }
        if (forgetting >= ENOUGH) return 1 + utility;
        double sum = forgetting + utility;
        return sum == 0 ? 0 : 2 * forgetting * utility / sum;
    }
}
