package io.github.fttp.examples.compare;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.Engines;
import io.github.fttp.core.engine.Threads;
import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.InputException;
import io.github.fttp.diffusion.compare.ImageEnvironment;
import io.github.fttp.diffusion.conceptworld.PretrainedStableDiffusion;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.metrics.compare.Budget;
import io.github.fttp.metrics.compare.CompareReport;
import io.github.fttp.metrics.compare.ComparedMethod;
import io.github.fttp.metrics.compare.Comparison;
import io.github.fttp.metrics.compare.Cost;
import io.github.fttp.metrics.compare.Environment;
import io.github.fttp.metrics.compare.Ledger;
import io.github.fttp.metrics.compare.Outcome;
import io.github.fttp.metrics.compare.Setting;
import io.github.fttp.metrics.compare.Summary;
import io.github.fttp.metrics.compare.Tables;
import io.github.fttp.metrics.compare.Trial;
import io.github.fttp.metrics.compare.WorkerPool;
import io.github.fttp.metrics.conceptworld.Cast;
import io.github.fttp.metrics.conceptworld.ConceptWorld;
import io.github.fttp.metrics.conceptworld.Judge;
import io.github.fttp.mllm.compare.TextEnvironment;
import io.github.fttp.mllm.conceptworld.PretrainedLlava;
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

    private static final Map<String, Double> IMAGE = Map.of("FTTP, xattn", 5e-4, "GA, xattn", 1e-3, "GA", 1e-4);

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder of the report.")
    Path out;

    private final Budget budget;
    private final int steps;
    private final int environments;

    /** Makes the command at its full size: thirty steps, half of all questions. */
    public Quickstart() {
        this(Budget.HALF, 30, Math.min(Threads.count(), TEXT.size()));
    }

    Quickstart(Budget budget, int steps, int environments) {
        this.budget = budget;
        this.steps = steps;
        this.environments = environments;
    }

    @Override
    public Integer call() {
        try {
            Files.createDirectories(out);
        } catch (IOException e) {
            throw new BadData(out, "cannot be made: " + InputException.reason(e), e);
        }
        CompareReport report = new CompareReport("Forgetting Mira Volk")
                .paragraph(
                        "A small LLaVA and a small Stable Diffusion know two dozen invented characters. They were made to"
                                + " forget one of them from eight images with their answers or prompts: by FTTP (ascent on the tokens"
                                + " or pixels of the concept, descent on all others) and, from the same start, by plain gradient"
                                + " ascent (GA). In the LLaVA the same adapters train in both; in the Stable Diffusion the attention to words (xattn) in"
                                + " FTTP and in one row of GA, all weights in the other. What they are asked and what they draw"
                                + " here was never seen in training.");
        ConceptWorld world = new ConceptWorld(1);
        Path llava = PretrainedLlava.copyInto(out.resolve("pretrained-models"));
        try (WorkerPool workers = WorkerPool.of(environments, () -> TextEnvironment.open(llava, engine(), world))) {
            compare(workers, TEXT, report);
        }
        Path sd = PretrainedStableDiffusion.copyInto(out.resolve("pretrained-models"));
        try (WorkerPool workers =
                WorkerPool.of(environments, () -> ImageEnvironment.open(sd, Judge.standard(), engine(), world))) {
            compare(workers, IMAGE, report);
        }
        report.write(out.resolve("report.html"));
        System.out.println("report: " + out.resolve("report.html").toAbsolutePath());
        return 0;
    }

    private static Engine engine() {
        return Engines.best().engine();
    }

    private void compare(WorkerPool workers, Map<String, Double> rates, CompareReport report) {
        Environment environment = workers.any();
        System.out.println("forgetting in " + environment.modality() + " ...");
        List<ComparedMethod> fixed = environment.methods().stream()
                .filter(each -> rates.containsKey(each.name()))
                .map(each -> new ComparedMethod(
                        each.name(), each.given(), each.how(), Setting.rates(steps, rates.get(each.name()))))
                .toList();
        Comparison comparison =
                new Comparison(workers, fixed, List.of(), Cast.compared().subList(0, 1), 1, budget);
        Ledger<Outcome> results = fresh("results-" + environment.modality(), Outcome.class, Outcome::trial);
        Ledger<Cost> costs = fresh("costs-" + environment.modality(), Cost.class, Cost::trial);
        comparison.run(results, costs, (trial, seconds, left) -> {});
        Summary summary = Summary.of(comparison, results, costs);
        report.add(comparison, summary, results);
        System.out.println(new Tables(summary).markdown());
    }

    private <T> Ledger<T> fresh(String name, Class<T> type, Function<T, Trial> trial) {
        Path file = out.resolve(name + ".jsonl");
        AtomicFiles.delete(file);
        return Ledger.open(file, type, trial);
    }
}
