package io.github.fttp.examples.compare;

import io.github.fttp.core.Check;
import io.github.fttp.core.train.Interrupt;
import io.github.fttp.core.train.StopSignal;
import io.github.fttp.examples.cli.Checked;
import io.github.fttp.examples.cli.Given;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Invocations;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.examples.progress.ConsoleProgress;
import io.github.fttp.metrics.compare.Tables;
import io.github.fttp.metrics.sweep.Launcher;
import io.github.fttp.metrics.sweep.Sweep;
import io.github.fttp.metrics.sweep.TimeLeft;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs unlearning methods against each other and reports what they forget and what it costs. */
@Command(
        name = "compare",
        footer = "fttp compare --modality text --concepts 2 --seeds 1 --methods \"FTTP;GA\" --out comparison",
        sortOptions = false,
        description = {
            "Run unlearning methods on the concepts of a task: your own, or characters of ConceptWorld; writes results.jsonl,"
                    + " costs.jsonl, tables (csv, Markdown, LaTeX) and report.html.",
            "Started again with the same --out, it goes on where it was stopped."
        })
@Under(Heading.MEASURING)
public final class CompareCommand implements Callable<Integer>, Checked {
    @Under(Heading.RESULTS)
    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder of the results.")
    Path out;

    @Mixin
    ComparisonOptions comparison;

    @Under(Heading.COMPUTING)
    @Option(
            names = "--jobs",
            paramLabel = "N",
            description = "Processes that work side by side, each on one thread, to the same results"
                    + " (default: as many as there are cores and memory for).")
    Integer jobs;

    @Under(Heading.MEASURING)
    @Option(
            names = "--sequential",
            paramLabel = "N",
            description =
                    "Beside that, forget the first N concepts one after the other on one model, by every method with the"
                            + " setting that was chosen for it: after each, the forgetting of all so far and what is left of the rest.")
    Integer sequential;

    @Spec
    CommandSpec command;

    @Override
    public void check(Given given) {
        if (sequential != null) Check.atLeast(1, sequential, "--sequential");
        if (jobs != null) Check.atLeast(1, jobs, "--jobs");
    }

    @Override
    public Integer call() {
        Sweep sweep = comparison.begin(out, 1, Invocations.of(command).command());
        if (sequential != null) sweep.requireRequests(sequential);
        Class<?> main = command.root().userObject().getClass();
        Launcher launcher = Launcher.java(main, "sweep", "run", "--worker", "--dir");
        int workers = jobs == null ? sweep.mostWorkers() : jobs;
        try (Interrupt interrupt = new Interrupt()) {
            StopSignal stop = interrupt.signal();
            boolean done = sweep.work(workers, launcher, stop, new TimeLeft(System.out::println));
            if (done && sequential != null) {
                done = sweep.sequence(sequential, stop, each -> System.out.println("in sequence: " + each.name()));
            }
            if (!done) {
                System.err.println("stopped; the same command goes on from there");
                return ConsoleProgress.STOPPED;
            }
        }
        merge(sweep, out);
        return 0;
    }

    /** Makes tables and report, and says so. */
    static void merge(Sweep sweep, Path out) {
        sweep.merge((comparison, summary) -> System.out.println(new Tables(summary).markdown()));
        System.out.println("report: " + out.resolve("report.html").toAbsolutePath());
    }
}
