package io.github.fttp.examples.evaluate;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.method.Modality;
import io.github.fttp.core.model.ModelFolder;
import io.github.fttp.diffusion.StableDiffusion;
import io.github.fttp.diffusion.evaluate.ImageEvaluation;
import io.github.fttp.examples.cli.Checked;
import io.github.fttp.examples.cli.Given;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.examples.options.ClassifierOptions;
import io.github.fttp.examples.options.ConversationOptions;
import io.github.fttp.examples.options.EngineOptions;
import io.github.fttp.metrics.Observations;
import io.github.fttp.metrics.benchmark.Benchmark;
import io.github.fttp.metrics.benchmark.BenchmarkFolder;
import io.github.fttp.metrics.benchmark.BenchmarkOption;
import io.github.fttp.metrics.benchmark.BenchmarkRequest;
import io.github.fttp.metrics.benchmark.BenchmarkResult;
import io.github.fttp.metrics.benchmark.Benchmarks;
import io.github.fttp.metrics.benchmark.JudgeCommand;
import io.github.fttp.metrics.image.ImageNetworks;
import io.github.fttp.metrics.report.EvaluationReport;
import io.github.fttp.metrics.text.TextObservation;
import io.github.fttp.mllm.VisionLanguage;
import io.github.fttp.mllm.data.SampleSettings;
import io.github.fttp.mllm.evaluate.TextEvaluation;
import io.github.fttp.mllm.model.VisionLanguageFamilies;
import io.github.fttp.mllm.model.VisionLanguageFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reads a public benchmark, and measures a model by its rules. */
@Command(
        name = "benchmark",
        footer = "fttp benchmark mllmu --data MLLMU-Bench --forget 5 --model llava-vanilla --out mllmu",
        sortOptions = false,
        description = {
            "Measure a model on a public benchmark by its own prompts and rules, beside all other metrics.",
            "--out gets the data as the other commands take it (forget, retain, eval, task.json for compare), figures.json"
                    + " and report.html. Without a name all benchmarks are listed."
        })
@Under(Heading.MEASURING)
public final class BenchmarkCommand implements Callable<Integer>, Checked {
    private static final String SHOWN = " (default: ${DEFAULT-VALUE}).";

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "The benchmark, as --list names it.")
    String name;

    @Option(names = "--list", description = "List all benchmarks.")
    boolean list;

    @Option(names = "--data", paramLabel = "DIR", description = "Folder in the layout of the public data.")
    Path data;

    @Option(names = "--forget", paramLabel = "PART", description = "The part to forget (default: see --list).")
    String forget;

    @Option(names = "--seed", defaultValue = "1", description = "Seed of what a benchmark leaves to chance" + SHOWN)
    long seed;

    @Option(names = "--zero-shot", description = "Without the answered examples that some prompts begin with.")
    boolean zeroShot;

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "Model's folder; without one the data is only written.")
    Path model;

    @Option(names = "--adapter", paramLabel = "PATH", description = "Adapter to put on, of the model's kind.")
    Path adapter;

    @Option(names = "--before", paramLabel = "DIR", description = "The model as it was, to compare with.")
    Path before;

    @Option(names = "--reference", paramLabel = "DIR", description = "A model that never saw the data to forget.")
    Path reference;

    @Option(names = "--template", paramLabel = "NAME", description = ConversationOptions.TEMPLATE)
    String template = "";

    @Option(
            names = "--judge",
            paramLabel = "COMMAND",
            description =
                    "Command that scores answers, for figures that need it: reads JSON lines (id, question, truth, answer, least, most), writes (id, score).")
    String judge;

    @Mixin
    ClassifierOptions classifiers;

    @Option(
            names = "--image-size",
            defaultValue = "512",
            description = "Side of images that are drawn, in pixels" + SHOWN)
    int size;

    @Option(
            names = "--image-steps",
            paramLabel = "N",
            description = "Steps of the scheduler for each (default: the benchmark's own).")
    Integer steps;

    @Option(names = "--out", paramLabel = "DIR", description = "Folder to write, not there yet.")
    Path out;

    @Mixin
    EngineOptions computing;

    @Override
    public void check(Given given) {
        given.atLeast(1, "--image-size", "--image-steps");
        if (name == null || list) {
            if (name != null) throw new IllegalArgumentException(name + " has no effect with --list");
            given.nothingBut("--list", "without a benchmark's name", "--list lists them");
            return;
        }
        Benchmark benchmark = Benchmarks.named(name);
        boolean image = benchmark.modality() == Modality.IMAGE;
        if (data == null || out == null)
            throw new IllegalArgumentException("benchmark " + name + " needs --data and --out");
        given.ineffective(image, "with " + name, "it asks no questions", "--template");
        ineffective(given, benchmark, BenchmarkOption.EXAMPLES, "its prompts hold no answered examples", "--zero-shot");
        ineffective(given, benchmark, BenchmarkOption.SEED, "it leaves nothing to chance", "--seed");
        ineffective(given, benchmark, BenchmarkOption.JUDGE, "its figures need no judge", "--judge");
        ineffective(given, benchmark, BenchmarkOption.REFERENCE_MODEL, "its figures need no such model", "--reference");
        String[] drawn = {"--classifier", "--cross-classifier", "--image-size", "--image-steps"};
        given.ineffective(!image, "with " + name, "nothing is drawn", drawn);
        given.onlyWith(
                "--model",
                "--adapter",
                "--before",
                "--reference",
                "--template",
                "--judge",
                "--classifier",
                "--cross-classifier",
                "--image-size",
                "--image-steps");
        given.onlyWith("--model", "--engine", "--bf16", "--tf32");
    }

    private static void ineffective(Given given, Benchmark on, BenchmarkOption option, String why, String name) {
        given.ineffective(!on.takes().contains(option), "with " + on.name(), why, name);
    }

    @Override
    public Integer call() {
        if (name == null) {
            Benchmarks.all().forEach(each -> System.out.print(each.text()));
            return 0;
        }
        Benchmark benchmark = Benchmarks.named(name);
        if (model != null) System.out.println(ModelFolder.of(model).require(benchmark.modality(), "benchmark " + name));
        Optional<JudgeCommand> judging = Optional.ofNullable(judge).map(each -> new JudgeCommand(each).check());
        requireOthers(benchmark);
        BenchmarkRequest request = new BenchmarkRequest(data, forget == null ? "" : forget, seed, !zeroShot);
        BenchmarkFolder folder = BenchmarkFolder.prepare(benchmark, request, out);
        System.out.print(folder.data().account());
        if (folder.hasTask()) {
            System.out.println("task: fttp compare --task " + folder.taskFile() + " --model "
                    + (model == null ? "MODEL" : model) + " --out " + out.resolve("comparison"));
        }
        if (model == null) return 0;
        BenchmarkFolder asked = judging.map(folder::judgedBy).orElse(folder);
        BenchmarkResult result =
                new BenchmarkResult(asked, benchmark.modality() == Modality.TEXT ? answered(asked) : drawn(asked));
        result.write();
        System.out.print(result.lines());
        return 0;
    }

    /** Refuses models that can't be asked, and what is not there, before the folder is written, which goes only once. */
    private void requireOthers(Benchmark benchmark) {
        for (Path other : Stream.of(before, reference).filter(Objects::nonNull).toList()) {
            ModelFolder.of(other).require(benchmark.modality(), "benchmark " + name);
        }
        classifiers.requireThere();
        if (adapter != null && !Files.exists(adapter)) throw new BadData(adapter, "not found");
        if (model == null) return;
        computing.choice().open().close();
        if (benchmark.modality() != Modality.TEXT) return;
        for (Path each :
                Stream.of(model, before, reference).filter(Objects::nonNull).toList()) {
            try (VisionLanguageFolder asked = VisionLanguageFamilies.of(each).open(each)) {
                asked.encoder(asked.template(template));
            }
        }
    }

    private EvaluationReport answered(BenchmarkFolder folder) {
        try (VisionLanguage opened = VisionLanguage.open(model, () -> computing.open(model))) {
            var evaluation = asked(opened, folder);
            if (adapter != null) opened.adapter(adapter);
            if (before != null) evaluation.before(() -> observed(before, folder));
            if (reference != null) evaluation.reference(() -> observed(reference, folder));
            return evaluation.run();
        }
    }

    private Observations<TextObservation> observed(Path other, BenchmarkFolder folder) {
        try (VisionLanguage opened = VisionLanguage.open(other, () -> computing.open(other))) {
            return asked(opened, folder).observe();
        }
    }

    private TextEvaluation asked(VisionLanguage opened, BenchmarkFolder folder) {
        return opened.evaluate(folder).samples(SampleSettings.of(opened.template(template)));
    }

    private EvaluationReport drawn(BenchmarkFolder folder) {
        try (StableDiffusion opened = StableDiffusion.open(model, () -> computing.open(model))) {
            if (adapter != null) opened.adapter(adapter);
            ImageEvaluation evaluation =
                    steps == null ? opened.evaluate(folder, size) : opened.evaluate(folder, size, steps);
            if (before != null) evaluation.before(before);
            return evaluation.networks(classifiers.with(ImageNetworks.none())).run();
        }
    }
}
