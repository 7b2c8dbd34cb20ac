package io.github.fttp.examples.compare;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.Engines;
import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Refusal;
import io.github.fttp.examples.world.TaughtModel;
import io.github.fttp.metrics.world.ConceptWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A small LLaVA and a small Stable Diffusion forget one character of ConceptWorld, by FTTP and by plain gradient ascent. */
@Command(
        name = "quickstart",
        description = "Make a small LLaVA and a small Stable Diffusion forget a drawn character, and write a report.")
public final class Quickstart implements Callable<Integer> {
    /** What {@code compare} chose for them, and for ascent. */
    private static final Map<String, Setting> TEXT =
            Map.of("FTTP, alpha 1", new Setting(1e-3, 30, 1), "GA", new Setting(1e-3, 30, 1));

    private static final Map<String, Setting> IMAGE =
            Map.of("FTTP, xattn", new Setting(2e-3, 30, 1), "GA, xattn", new Setting(2e-3, 30, 1));

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder of the report.")
    Path out;

    private final Effort effort;

    /** What the command line runs. */
    public Quickstart() {
        this(Effort.TRIAL);
    }

    Quickstart(Effort effort) {
        this.effort = effort;
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
                                + " forget one of them from eight pictures with their answers or prompts: by FTTP (ascent on the tokens"
                                + " or pixels of the concept, descent on all others) and, from the same start and with the same"
                                + " settings, by plain gradient ascent (GA). What they are asked and what they draw here was never"
                                + " seen in training.");
        ConceptWorld world = new ConceptWorld(1);
        try (Engine engine = Engines.best().engine()) {
            try (Arena arena = TextArena.open(TaughtModel.LLAVA.copyInto(out), engine, world)) {
                compare(arena, TEXT, report);
            }
            try (Arena arena = ImageArena.open(TaughtModel.SD.copyInto(out), engine, world)) {
                compare(arena, IMAGE, report);
            }
        }
        report.write(out.resolve("report.html"));
        System.out.println("report: " + out.resolve("report.html").toAbsolutePath());
        return 0;
    }

    private void compare(Arena arena, Map<String, Setting> settings, CompareReport report) {
        System.out.println("forgetting in " + arena.modality() + " ...");
        List<Contender> fixed = new ArrayList<>();
        for (Contender each : arena.contenders()) {
            if (!settings.containsKey(each.name())) continue;
            fixed.add(new Contender(each.name(), each.given(), each.how(), List.of(settings.get(each.name()))));
        }
        Comparison comparison = new Comparison(arena, fixed, 1, 1, effort);
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
