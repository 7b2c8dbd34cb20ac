package io.github.fttp.examples.compare;

import io.github.fttp.core.Check;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.Threads;
import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Digest;
import io.github.fttp.core.io.InputException;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.train.Memory;
import io.github.fttp.diffusion.compare.ImageEnvironment;
import io.github.fttp.diffusion.compare.StableDiffusionTaskEnvironment;
import io.github.fttp.diffusion.conceptworld.PretrainedStableDiffusion;
import io.github.fttp.examples.cli.Checked;
import io.github.fttp.examples.cli.Given;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.examples.options.EngineOptions;
import io.github.fttp.metrics.compare.Budget;
import io.github.fttp.metrics.compare.CompareReport;
import io.github.fttp.metrics.compare.ComparedMethod;
import io.github.fttp.metrics.compare.Comparison;
import io.github.fttp.metrics.compare.ComparisonTask;
import io.github.fttp.metrics.compare.Cost;
import io.github.fttp.metrics.compare.Environment;
import io.github.fttp.metrics.compare.Ledger;
import io.github.fttp.metrics.compare.Outcome;
import io.github.fttp.metrics.compare.Summary;
import io.github.fttp.metrics.compare.Tables;
import io.github.fttp.metrics.compare.Trial;
import io.github.fttp.metrics.compare.WorkerPool;
import io.github.fttp.metrics.conceptworld.Cast;
import io.github.fttp.metrics.conceptworld.ConceptWorld;
import io.github.fttp.metrics.conceptworld.Judge;
import io.github.fttp.mllm.compare.LlavaTaskEnvironment;
import io.github.fttp.mllm.compare.TextEnvironment;
import io.github.fttp.mllm.conceptworld.PretrainedLlava;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs unlearning methods against each other on ConceptWorld and reports what they forget and what it costs. */
@Command(
        name = "compare",
        footer = "fttp compare --modality text --concepts 2 --seeds 1 --methods \"FTTP, alpha 2;GA\" --out comparison",
        sortOptions = false,
        description = {
            "Run unlearning methods on characters of ConceptWorld; writes results.jsonl, costs.jsonl, tables (csv, Markdown,"
                    + " LaTeX) and report.html.",
            "Started again with the same --out, it goes on where it was stopped."
        })
@Under(Heading.MEASURING)
public final class CompareCommand implements Callable<Integer>, Checked {
    private static final String SHOWN = " (default: ${DEFAULT-VALUE}).";
    private static final String BETWEEN = ";";
    /** Memory that an environment takes, with room to spare. */
    private static final long JOB_BYTES = 1L << 30;

    private static final List<String> ORDER = Cast.compared();
    /** The most that can be reported: settings are chosen on the other two. */
    private static final int MOST = ORDER.size() - 2;

    @Under(Heading.RESULTS)
    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder of the results.")
    Path out;

    @Option(
            names = "--task",
            paramLabel = "FILE",
            description = "Comparison on data of one's own: concepts, methods with their grids, seeds, goals, as JSON"
                    + " (default: characters of ConceptWorld).")
    Path task;

    @Under(Heading.MODEL)
    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "Model of a --task: a LLaVA, or a Stable Diffusion for images.")
    Path model;

    @Option(names = "--modality", defaultValue = "both", description = "text, image or both" + SHOWN)
    Modality modality;

    @Option(names = "--concepts", defaultValue = "5", description = "Characters that are reported" + SHOWN)
    int concepts;

    @Option(names = "--seeds", defaultValue = "3", description = "Runs of each method on each character" + SHOWN)
    int seeds;

    @Under(Heading.METHOD)
    @Option(
            names = "--methods",
            split = BETWEEN,
            paramLabel = "NAME",
            description = "Only these methods, with " + BETWEEN + " between them (default: all).")
    List<String> methods;

    @Under(Heading.MODEL)
    @Option(
            names = "--llava",
            paramLabel = "DIR",
            description = "LLaVA that knows the world, as pretrain-llava writes it (default: one that comes along).")
    Path llava;

    @Under(Heading.MODEL)
    @Option(
            names = "--sd",
            paramLabel = "DIR",
            description = "Stable Diffusion that does, as pretrain-sd writes it (default: one that comes along).")
    Path sd;

    @Under(Heading.MODEL)
    @Option(
            names = "--judge",
            paramLabel = "FILE",
            description = "Classifier that says what images show, as pretrain-judge writes it"
                    + " (default: one that comes along).")
    Path judge;

    @Under(Heading.DATA)
    @Option(names = "--world", defaultValue = "1", description = "Seed of the world" + SHOWN)
    long world;

    @Under(Heading.COMPUTING)
    @Option(
            names = "--jobs",
            paramLabel = "N",
            description = "How many run side by side, each on one thread, to the same results"
                    + " (default: as many as there are cores and memory for).")
    Integer jobs;

    @Mixin
    EngineOptions computing;

    /** The environments that are compared in. */
    enum Modality {
        TEXT,
        IMAGE,
        BOTH
    }

    @Override
    public void check(Given given) {
        given.ineffective(
                task != null,
                "with --task",
                "which says it",
                "--modality",
                "--concepts",
                "--seeds",
                "--methods",
                "--llava",
                "--sd",
                "--judge",
                "--world");
        given.onlyWith("--task", "--model");
        if (task != null && model == null) throw new IllegalArgumentException("--task needs the --model to compare on");
        String beside = "with --modality " + modality;
        given.ineffective(modality == Modality.TEXT, beside, "it is for images", "--sd", "--judge");
        given.ineffective(modality == Modality.IMAGE, beside, "it is for texts", "--llava");
        Check.between(1, MOST, concepts, "--concepts");
        Check.atLeast(1, seeds, "--seeds");
        if (jobs != null) Check.atLeast(1, jobs, "--jobs");
    }

    @Override
    public Integer call() {
        if (jobs == null) jobs = mostJobs();
        if (task != null) return compareTask(ComparisonTask.read(task));
        requireKnownMethods();
        createOut();
        if (modality != Modality.IMAGE && llava == null)
            llava = PretrainedLlava.copyInto(out.resolve("pretrained-models"));
        if (modality != Modality.TEXT && sd == null)
            sd = PretrainedStableDiffusion.copyInto(out.resolve("pretrained-models"));
        keepSettings();
        CompareReport report = new CompareReport("What forgetting costs")
                .paragraph(
                        "Each method was made to forget characters of ConceptWorld, one at a time, from a few images with"
                                + " answers or prompts. Then it was asked about that character and about everybody and everything"
                                + " else, with images and sentences that no model has seen. Figures are means over characters and"
                                + " draws, in brackets the interval that holds 95 % of the means of characters drawn from them. Settings"
                                + " were chosen on two characters that are not reported: of those that forget enough (95 %), the one"
                                + " that keeps most; where none does, the one that is best at both. Before that, the strengths of"
                                + " \"FTTP, alpha 2\", \"FTTP, bounded\" and \"FTTP, words\", the place of the adapters (which suits"
                                + " FTTP better than plain ascent) and the range of rates were found by"
                                + " trying FTTP and plain ascent on these two and other characters; other methods have the defaults of"
                                + " their sources.")
                .paragraph("Command: " + command());
        Ledger<Outcome> results = Ledger.open(out.resolve("results.jsonl"), Outcome.class, Outcome::trial);
        Ledger<Cost> costs = Ledger.open(out.resolve("costs.jsonl"), Cost.class, Cost::trial);
        ConceptWorld in = new ConceptWorld(world);
        if (modality != Modality.IMAGE) {
            try (WorkerPool workers = WorkerPool.of(jobs, () -> TextEnvironment.open(llava, computing.open(), in))) {
                compare(workers, results, costs, report);
            }
        }
        if (modality != Modality.TEXT) {
            try (WorkerPool workers =
                    WorkerPool.of(jobs, () -> ImageEnvironment.open(sd, judge(), computing.open(), in))) {
                compare(workers, results, costs, report);
            }
        }
        write(report);
        return 0;
    }

    private int compareTask(ComparisonTask asked) {
        System.out.println(Json.line(asked.json()));
        boolean text = asked.modality() == io.github.fttp.core.method.Modality.TEXT;
        try (WorkerPool workers = WorkerPool.of(
                jobs,
                () -> text
                        ? LlavaTaskEnvironment.open(model, computing.open(), asked)
                        : StableDiffusionTaskEnvironment.open(model, computing.open(), asked))) {
            createOut();
            keep(Map.of(
                    "task", Json.line(asked.json()),
                    "model", Digest.of(model),
                    "engine", engineName()));
            CompareReport report = new CompareReport("What forgetting costs")
                    .paragraph("Command: compare --task " + task + " --model " + model);
            Ledger<Outcome> results = Ledger.open(out.resolve("results.jsonl"), Outcome.class, Outcome::trial);
            Ledger<Cost> costs = Ledger.open(out.resolve("costs.jsonl"), Cost.class, Cost::trial);
            compare(asked.comparison(workers), results, costs, report);
            write(report);
        }
        return 0;
    }

    private void createOut() {
        try {
            Files.createDirectories(out);
        } catch (IOException e) {
            throw new BadData(out, "cannot be made: " + InputException.reason(e), e);
        }
    }

    private void write(CompareReport report) {
        report.write(out.resolve("report.html"));
        System.out.println("report: " + out.resolve("report.html").toAbsolutePath());
    }

    private String engineName() {
        try (Engine engine = computing.open()) {
            return engine.name() + (computing.roundsActivations() ? ", bfloat16" : "");
        }
    }

    private static int mostJobs() {
        long fitting = Memory.available().orElse(Long.MAX_VALUE) / JOB_BYTES;
        return Math.toIntExact(Math.max(1, Math.min(Threads.count(), fitting)));
    }

    /** Notes what all results of the folder depend on. */
    private void keepSettings() {
        Map<String, String> now = new HashMap<>(Map.of("world", String.valueOf(world)));
        now.put("engine", engineName());
        if (modality != Modality.IMAGE) now.put("llava", Digest.of(llava));
        if (modality != Modality.TEXT) {
            now.put("sd", Digest.of(sd));
            now.put(
                    "judge",
                    judge == null ? new Digest().add(Judge.standardBytes()).hex() : Digest.of(judge));
        }
        keep(now);
    }

    /** Notes settings beside those that are noted, or refuses others than a folder was begun with. */
    private void keep(Map<String, String> settings) {
        Map<String, String> now = new TreeMap<>(settings);
        Path file = out.resolve("settings.json");
        if (Files.exists(file)) {
            Json begun = Json.data(file);
            for (String name : begun.names()) {
                String was = begun.field(name).text();
                String is = now.putIfAbsent(name, was);
                if (is != null && !is.equals(was)) {
                    throw new BadData(
                            file, name + " is " + was + " there, now it is " + is + ": give another folder as --out");
                }
            }
        }
        Json.write(file, now);
    }

    private Judge judge() {
        return judge == null ? Judge.standard() : Judge.read(judge);
    }

    private void requireKnownMethods() {
        if (methods == null) return;
        Set<String> known = new LinkedHashSet<>();
        if (modality != Modality.IMAGE) known.addAll(TextEnvironment.methodNames());
        if (modality != Modality.TEXT) known.addAll(ImageEnvironment.methodNames());
        for (String name : methods) {
            if (known.contains(name)) continue;
            throw new BadData("--methods", "no method is called " + name + ", there are " + String.join("; ", known));
        }
    }

    private void compare(WorkerPool workers, Ledger<Outcome> results, Ledger<Cost> costs, CompareReport report) {
        Environment environment = workers.any();
        List<ComparedMethod> compared = environment.methods().stream()
                .filter(each -> methods == null || methods.contains(each.name()))
                .toList();
        if (compared.isEmpty()) return;
        keep(compared.stream()
                .collect(Collectors.toMap(each -> environment.modality() + ", " + each.name(), ComparedMethod::how)));
        Comparison comparison = new Comparison(
                workers, compared, ORDER.subList(MOST, ORDER.size()), ORDER.subList(0, concepts), seeds, Budget.FULL);
        compare(comparison, results, costs, report);
    }

    private void compare(Comparison comparison, Ledger<Outcome> results, Ledger<Cost> costs, CompareReport report) {
        Environment environment = comparison.environment();
        comparison.run(results, costs, new TimeLeft());
        Summary summary = Summary.of(comparison, results, costs);
        Tables tables = new Tables(summary);
        AtomicFiles.write(out.resolve("results-" + environment.modality() + ".csv"), tables.csv());
        AtomicFiles.write(out.resolve("table-" + environment.modality() + ".md"), tables.markdown());
        AtomicFiles.write(out.resolve("table-" + environment.modality() + ".tex"), tables.latex());
        report.add(comparison, summary, results).costs(comparison, summary);
        System.out.println(tables.markdown());
    }

    private String command() {
        return "compare --modality " + modality.name().toLowerCase(Locale.ROOT) + " --concepts " + concepts
                + " --seeds "
                + seeds + " --world " + world
                + (methods == null ? "" : " --methods \"" + String.join(BETWEEN, methods) + "\"");
    }

    /** A line a trial, with the time that is left if the others come as fast. */
    private static final class TimeLeft implements Comparison.Progress {
        private final long begun = System.nanoTime();
        private int count;

        @Override
        public void done(Trial trial, double took, int left) {
            count++;
            double each = (System.nanoTime() - begun) * 1e-9 / count;
            Duration rest = Duration.ofSeconds(Math.round(each * left));
            System.out.printf(
                    Locale.ROOT,
                    "%-20s %-14s %d  %6.1f s, %d left, %d:%02d:%02d%n",
                    trial.method(),
                    trial.concept(),
                    trial.draw(),
                    took,
                    left,
                    rest.toHours(),
                    rest.toMinutesPart(),
                    rest.toSecondsPart());
        }
    }
}
