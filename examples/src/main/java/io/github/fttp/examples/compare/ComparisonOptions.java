package io.github.fttp.examples.compare;

import io.github.fttp.core.method.Modality;
import io.github.fttp.core.model.ModelFolder;
import io.github.fttp.examples.cli.Checked;
import io.github.fttp.examples.cli.Given;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.examples.options.EngineOptions;
import io.github.fttp.metrics.compare.CompareReport;
import io.github.fttp.metrics.compare.ComparedModel;
import io.github.fttp.metrics.compare.ComparedModelProvider;
import io.github.fttp.metrics.compare.ComparisonTask;
import io.github.fttp.metrics.sweep.Sweep;
import io.github.fttp.metrics.sweep.SweepSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The task that methods are compared on, and the models. */
@Under(Heading.MEASURING)
final class ComparisonOptions implements Checked {
    private static final String BETWEEN = ";";
    private static final int CHARACTERS = 8;

    @Option(
            names = "--task",
            paramLabel = "FILE",
            description =
                    "Task as JSON: concepts with their data, methods with their grids, what ends a run, goals (default:"
                            + " those on ConceptWorld that ship, in text and images).")
    Path task;

    @Under(Heading.MODEL)
    @Option(
            names = "--model",
            paramLabel = "DIR",
            description =
                    "Model of a --task, for texts or for images as it asks, of any family that is known (default for a"
                            + " task on ConceptWorld: one that comes along).")
    Path model;

    @Option(names = "--modality", defaultValue = "both", description = "text, image or both.")
    In modality;

    @Option(
            names = "--concepts",
            paramLabel = "N",
            description = "Concepts that are reported, the first of the task (default: 8 characters; all of a --task).")
    Integer concepts;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            description = "Runs of each method on each concept (default: as the task says, for ConceptWorld 3).")
    Integer seeds;

    @Under(Heading.METHOD)
    @Option(
            names = "--methods",
            split = BETWEEN,
            paramLabel = "NAME",
            description = "Only these methods of the task, with " + BETWEEN + " between them (default: all).")
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
    @Option(names = "--world", description = "Seed of the world.")
    long world = 1;

    @Mixin
    EngineOptions computing;

    @Spec(Spec.Target.MIXEE)
    CommandSpec command;

    /** Modalities to compare in. */
    enum In {
        TEXT(Modality.TEXT),
        IMAGE(Modality.IMAGE),
        BOTH(Modality.values());

        private final List<Modality> modalities;

        In(Modality... modalities) {
            this.modalities = List.of(modalities);
        }
    }

    @Override
    public void check(Given given) {
        String[] ofWorld = {"--modality", "--llava", "--sd", "--judge", "--world"};
        given.ineffective(task != null, "with --task", "which says it", ofWorld);
        given.onlyWith("--task", "--model");
        String beside = "with --modality " + modality;
        given.ineffective(modality == In.TEXT, beside, "it is for images", "--sd", "--judge");
        given.ineffective(modality == In.IMAGE, beside, "it is for texts", "--llava");
        given.atLeast(1, "--concepts", "--seeds");
    }

    /**
     * Begins what is asked for in a folder, or goes on with it.
     *
     * @param threads of each worker
     */
    Sweep begin(Path out, int threads) {
        return begin(out, threads, List.of());
    }

    /**
     * Begins likewise what a command makes.
     *
     * @param call the arguments that make it again
     */
    Sweep begin(Path out, int threads, List<String> call) {
        SweepSettings settings = SweepSettings.titled("What forgetting costs")
                .engine(computing.choice())
                .threads(threads)
                .command(call);
        if (task == null) settings = settings.paragraph(CompareReport.ON_CONCEPT_WORLD);
        Path pretrained = Sweep.pretrained(out);
        List<ComparedModel> models =
                tasks().stream().map(each -> on(each, pretrained)).toList();
        return Sweep.begin(out, settings.paragraph("Command: " + arguments()), models);
    }

    private List<ComparisonTask> tasks() {
        Integer reported = concepts == null && task == null ? Integer.valueOf(CHARACTERS) : concepts;
        List<ComparisonTask> tasks = new ArrayList<>();
        if (task != null) tasks.add(ComparisonTask.read(task));
        else modality.modalities.forEach(each -> tasks.add(ComparisonTask.onDrawnWorld(each, world)));
        if (judge != null) tasks.replaceAll(each -> each.judge(judge.toAbsolutePath()));
        if (reported != null) tasks.replaceAll(each -> each.reporting(reported));
        if (seeds != null) tasks.replaceAll(each -> each.seeds(seeds));
        return methods == null ? tasks : ComparisonTask.only(tasks, methods);
    }

    private ComparedModel on(ComparisonTask asked, Path pretrained) {
        Path given = task != null ? model : asked.modality() == Modality.TEXT ? llava : sd;
        if (given == null && asked.world().isEmpty()) {
            throw new IllegalArgumentException("--task needs the --model to compare on");
        }
        if (given == null) return ComparedModelProvider.onPretrained(asked, pretrained);
        command.commandLine().getErr().println("note: " + ModelFolder.of(given).require(asked.modality(), "the task"));
        return ComparedModelProvider.of(asked, given);
    }

    private String arguments() {
        return String.join(" ", command.commandLine().getParseResult().originalArgs());
    }
}
