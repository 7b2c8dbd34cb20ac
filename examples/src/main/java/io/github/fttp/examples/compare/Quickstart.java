package io.github.fttp.examples.compare;

import io.github.fttp.core.engine.Threads;
import io.github.fttp.core.method.Modality;
import io.github.fttp.core.train.StopSignal;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.metrics.compare.Budget;
import io.github.fttp.metrics.compare.ComparedModel;
import io.github.fttp.metrics.compare.ComparedModelProvider;
import io.github.fttp.metrics.compare.ComparisonTask;
import io.github.fttp.metrics.compare.Protocol;
import io.github.fttp.metrics.compare.Setting;
import io.github.fttp.metrics.compare.TaskMethod;
import io.github.fttp.metrics.compare.Until;
import io.github.fttp.metrics.sweep.Sweep;
import io.github.fttp.metrics.sweep.SweepSettings;
import io.github.fttp.metrics.sweep.TimeLeft;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A small LLaVA and a small Stable Diffusion forget one character of ConceptWorld, by FTTP and by plain gradient ascent. */
@Command(
        name = "quickstart",
        footer = "fttp quickstart --out quickstart",
        description = "Make a small LLaVA and a small Stable Diffusion forget a drawn character, and write a report.")
@Under(Heading.RESULTS)
public final class Quickstart implements Callable<Integer> {
    /** Rates and scales of the strength, as {@code compare} chooses them on other characters. */
    private static final Map<String, Setting> TEXT =
            Map.of("FTTP, bounded", rate(7e-4).scale(2), "GA", rate(8e-4));

    private static final Map<String, Setting> IMAGE =
            Map.of("FTTP, xattn", rate(5e-4), "GA, xattn", rate(4e-4), "GA", rate(6e-5));

    private static final String TITLE = "Forgetting Mira Volk";

    /** Steps between two looks at what is not trained on. */
    private static final int LOOKS = 10;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Folder of the report, which is begun anew there.")
    Path out;

    private static final String ABOUT =
            "A small LLaVA and a small Stable Diffusion know two dozen invented characters. They were made to"
                    + " forget one of them from eight images with their answers or prompts: by FTTP (ascent on the tokens"
                    + " or pixels of the concept, descent on all others) and, from the same start, by plain gradient"
                    + " ascent (GA). In the LLaVA the same adapters train in both; in the Stable Diffusion the attention to words (xattn) in"
                    + " FTTP and in one row of GA, all weights in the other. What they are asked and what they draw"
                    + " here was never seen in training.";

    private final Budget budget;
    private final int steps;
    private final int workers;

    /** Makes the command at its full size: thirty steps, half of all questions. */
    public Quickstart() {
        this(Budget.HALF, 30, Math.min(Threads.count(), TEXT.size()));
    }

    Quickstart(Budget budget, int steps, int workers) {
        this.budget = budget;
        this.steps = steps;
        this.workers = workers;
    }

    private static Setting rate(double rate) {
        return new Setting(rate, 0, 1);
    }

    @Override
    public Integer call() {
        Path pretrained = Sweep.pretrained(out);
        Sweep.delete(out, TITLE);
        List<ComparedModel> models = Stream.of(fixed(Modality.TEXT, TEXT), fixed(Modality.IMAGE, IMAGE))
                .map(task -> ComparedModelProvider.onPretrained(task, pretrained))
                .toList();
        Sweep sweep = Sweep.begin(out, SweepSettings.titled(TITLE).paragraph(ABOUT), models);
        sweep.work(workers, new StopSignal(), new TimeLeft(System.out::println));
        CompareCommand.merge(sweep, out);
        return 0;
    }

    /** One run of a few methods on the first character, each with its rate. */
    private ComparisonTask fixed(Modality modality, Map<String, Setting> settings) {
        ComparisonTask drawn = ComparisonTask.onDrawnWorld(modality, 1);
        List<TaskMethod> methods = drawn.methods().stream()
                .filter(each -> settings.containsKey(each.name()))
                .map(each -> each.grid(List.of(settings.get(each.name())
                        .steps(steps)
                        .part(each.grid().get(0).part()))))
                .toList();
        return drawn.protocol(new Protocol(Until.STEPS, LOOKS, 1))
                .reporting(1)
                .seeds(1)
                .budget(budget)
                .unattacked()
                .methods(methods);
    }
}
