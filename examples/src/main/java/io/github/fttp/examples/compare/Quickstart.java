package io.github.fttp.examples.compare;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.Engines;
import io.github.fttp.core.engine.Threads;
import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Refusal;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.examples.world.TaughtModel;
import io.github.fttp.metrics.world.ConceptWorld;
import io.github.fttp.metrics.world.Judge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A small LLaVA and a small Stable Diffusion forget one character of ConceptWorld, by FTTP and by plain gradient ascent. */
@Command(
        name = "quickstart",
        footer = "fttp quickstart --out quickstart",
        description = "Make a small LLaVA and a small Stable Diffusion forget a drawn character, and write a report.")
@Under(Heading.RESULTS)
public final class Quickstart implements Callable<Integer> {
    /** Learning rates, as {@code compare} chooses them on other characters. */
    private static final Map<String, Double> TEXT = Map.of("FTTP, bounded, alpha 2", 7e-4, "GA", 8e-4);

    private static final Map<String, Double> IMAGE = Map.of("FTTP, xattn", 5e-4, "GA", 1e-4);

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder of the report.")
    Path out;

    private final Effort effort;
    private final int steps;
    private final int arenas;

    /** What the command line runs. */
    public Quickstart() {
        this(Effort.HALF, 30, Math.min(Threads.count(), TEXT.size()));
    }

    Quickstart(Effort effort, int steps, int arenas) {
        this.effort = effort;
        this.steps = steps;
        this.arenas = arenas;
    }

    @Override
    public Integer call() {
        try {
            Files.createDirectories(out);
        } catch (IOException e) {
            throw new BadData(out, "cannot be made: " + Refusal.reason(e), e);
        }
        CompareReport report = new CompareReport("Forgetting Mira Volk")
                .paragraph(
                        "A small LLaVA and a small Stable Diffusion know two dozen invented characters. They were made to"
                                + " forget one of them from eight images with their answers or prompts: by FTTP (ascent on the tokens"
                                + " or pixels of the concept, descent on all others) and, from the same start, by plain gradient"
                                + " ascent (GA). What they are asked and what they draw here was never seen in training.");
        ConceptWorld world = new ConceptWorld(1);
        Path llava = TaughtModel.LLAVA.copyInto(out);
        try (Crew crew = Crew.of(arenas, () -> TextArena.open(llava, engine(), world))) {
            compare(crew, TEXT, report);
        }
        Path sd = TaughtModel.SD.copyInto(out);
        try (Crew crew = Crew.of(arenas, () -> ImageArena.open(sd, Judge.standard(), engine(), world))) {
            compare(crew, IMAGE, report);
        }
        report.write(out.resolve("report.html"));
        System.out.println("report: " + out.resolve("report.html").toAbsolutePath());
        return 0;
    }

    private static Engine engine() {
        return Engines.best().engine();
    }

    private void compare(Crew crew, Map<String, Double> rates, CompareReport report) {
        Arena arena = crew.any();
        System.out.println("forgetting in " + arena.modality() + " ...");
        List<Contender> fixed = arena.contenders().stream()
                .filter(each -> rates.containsKey(each.name()))
                .map(each -> new Contender(
                        each.name(), each.given(), each.how(), Setting.rates(steps, rates.get(each.name()))))
                .toList();
        Comparison comparison = new Comparison(crew, fixed, 1, 1, effort);
        Ledger<Outcome> results = fresh("results-" + arena.modality(), Outcome.class, Outcome::cell);
        Ledger<Cost> costs = fresh("costs-" + arena.modality(), Cost.class, Cost::cell);
        comparison.run(results, costs, (cell, seconds, left) -> {});
        Summary summary = Summary.of(comparison, results, costs);
        report.add(comparison, summary, results);
        System.out.println(new Tables(summary).markdown());
    }

    private <T> Ledger<T> fresh(String name, Class<T> type, Function<T, Cell> cell) {
        Path file = out.resolve(name + ".jsonl");
        AtomicFiles.delete(file);
        return Ledger.open(file, type, cell);
    }
}
