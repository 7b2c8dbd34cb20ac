package io.github.fttp.examples.compare;

import io.github.fttp.core.Check;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Refusal;
import io.github.fttp.examples.EngineOptions;
import io.github.fttp.metrics.world.ConceptWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs unlearning methods against each other on ConceptWorld and reports what they forget and what it costs. */
@Command(
        name = "compare",
        sortOptions = false,
        description = {
            "Run unlearning methods on characters of ConceptWorld; writes results.jsonl, costs.jsonl, results.csv, tables and"
                    + " report.html.",
            "Started again with the same --out, it goes on where it was stopped."
        })
public final class CompareCommand implements Callable<Integer> {
    private static final String SHOWN = " (default: ${DEFAULT-VALUE}).";

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder of the results.")
    Path out;

    @Option(
            names = "--llava",
            paramLabel = "DIR",
            description = "LLaVA that knows the world, as teach-llava writes it.")
    Path llava;

    @Option(
            names = "--concepts",
            defaultValue = "5",
            description = "Characters that are reported, at most " + "22" + SHOWN)
    int concepts;

    @Option(names = "--seeds", defaultValue = "3", description = "Runs of each method on each character" + SHOWN)
    int seeds;

    @Option(names = "--methods", split = ",", paramLabel = "NAME", description = "Only these methods (default: all).")
    List<String> methods;

    @Option(names = "--world", defaultValue = "1", description = "Seed of the world" + SHOWN)
    long world;

    @Mixin
    EngineOptions computing;

    @Override
    public Integer call() {
        Check.atLeast(1, concepts, "--concepts");
        if (concepts > Comparison.MOST) {
            throw new BadData("--concepts", "is " + concepts + ", there are " + Comparison.MOST + " to report");
        }
        Check.atLeast(1, seeds, "--seeds");
        try {
            Files.createDirectories(out);
        } catch (IOException e) {
            throw new BadData(out, "cannot be made: " + Refusal.reason(e), e);
        }
        try (Engine engine = computing.open();
                Arena arena = TextArena.open(llava, engine, new ConceptWorld(world))) {
            Comparison comparison = new Comparison(arena, contenders(arena), concepts, seeds);
            Ledger<Outcome> results = Ledger.open(out.resolve("results.jsonl"), Outcome.class, Outcome::cell);
            Ledger<Cost> costs = Ledger.open(out.resolve("costs.jsonl"), Cost.class, Cost::cell);
            comparison.run(results, costs, new TimeLeft());
            Summary summary = Summary.of(comparison, results, costs);
            Tables tables = new Tables(summary);
            AtomicFiles.write(out.resolve("results.csv"), tables.csv());
            AtomicFiles.write(out.resolve("table.md"), tables.markdown());
            AtomicFiles.write(out.resolve("table.tex"), tables.latex());
            new CompareReport(command())
                    .add(
                            comparison,
                            summary,
                            comparison.reported().stream()
                                    .map(concept -> results.get(comparison.beforeCell(concept)))
                                    .toList())
                    .write(out.resolve("report.html"));
            System.out.println(tables.markdown());
            System.out.println("report: " + out.resolve("report.html").toAbsolutePath());
        }
        return 0;
    }

    private String command() {
        return "compare --concepts " + concepts + " --seeds " + seeds + " --world " + world
                + (methods == null ? "" : " --methods \"" + String.join(",", methods) + "\"");
    }

    private List<Contender> contenders(Arena arena) {
        if (methods == null) return arena.contenders();
        List<String> known = arena.contenders().stream().map(Contender::name).toList();
        for (String name : methods) {
            if (!known.contains(name)) {
                throw new BadData(
                        "--methods", "no method is called " + name + ", there are " + String.join("; ", known));
            }
        }
        return arena.contenders().stream()
                .filter(each -> methods.contains(each.name()))
                .toList();
    }

    /** A line a cell, with the time that is left if the others take as long. */
    private static final class TimeLeft implements Comparison.Progress {
        private double seconds;
        private int count;

        @Override
        public void done(Cell cell, double took, int left) {
            seconds += took;
            count++;
            Duration rest = Duration.ofSeconds(Math.round(seconds / count * left));
            System.out.printf(
                    Locale.ROOT,
                    "%-20s %-14s %d  %6.1f s, %d left, %d:%02d:%02d%n",
                    cell.method(),
                    cell.concept(),
                    cell.draw(),
                    took,
                    left,
                    rest.toHours(),
                    rest.toMinutesPart(),
                    rest.toSecondsPart());
        }
    }
}
