package io.github.fttp.examples.forget;

import io.github.fttp.core.Check;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.method.Need;
import io.github.fttp.core.train.RunFolder;
import io.github.fttp.core.train.RunSummary;
import io.github.fttp.examples.cli.Checked;
import io.github.fttp.examples.cli.Given;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Invocations;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.examples.options.ConceptOptions;
import io.github.fttp.examples.options.DataOptions;
import io.github.fttp.examples.options.VisionLanguageOptions;
import io.github.fttp.examples.progress.ConsoleProgress;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.mllm.VisionLanguage;
import io.github.fttp.mllm.data.UnmarkedNames;
import io.github.fttp.mllm.forget.Forgetting;
import io.github.fttp.mllm.forget.Forgotten;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a vision-language model forget a concept: writes an adapter, the figures before and after, and a report. */
@Command(
        name = "forget-llava",
        footer =
                "fttp forget-llava --model llava-1.5-7b-hf --data forget.json --images photos --concept \"Mira Volk\" --alias Mira --lora-rank 16 --out without-mira",
        sortOptions = false,
        description =
                "Make a vision-language model forget a concept; writes adapter/, run.jsonl, metrics.json and report.html.")
@Under(Heading.RESULTS)
public final class ForgetLlava implements Callable<Integer>, Checked {
    private static final String NOTHING =
            "The model does not know the concept: nothing was trained, and there is no adapter.";

    @Mixin
    VisionLanguageOptions model;

    @Mixin
    DataOptions data;

    @Mixin
    ConceptOptions what;

    @Mixin
    SampleOptions how;

    @Mixin
    TrainingOptions training;

    @Mixin
    RunFolderOptions folder;

    @Option(names = "--merge", description = "Write a complete model folder, model/, as well.")
    boolean merge;

    @Option(names = "--old-names", description = "Name the adapter's modules as transformers before 4.52 do.")
    boolean oldNames;

    @Mixin
    UnseenOptions unseen = new UnseenOptions(10);

    @Under(Heading.MEASURING)
    @Option(names = "--answers", description = "Samples whose question is asked before and after.")
    int asked = 12;

    @Under(Heading.MEASURING)
    @Option(names = "--answer-tokens", description = "Tokens an answer has at most.")
    int answerTokens = 64;

    @Spec
    CommandSpec command;

    @Override
    public void check(Given given) {
        given.ineffective(
                training.part() != TrainingOptions.Part.LORA,
                "with --train " + training.part(),
                "which always writes a complete model folder",
                "--merge",
                "--old-names");
        given.ineffective(
                !training.spec().needs(Need.ALTERNATIVE_ANSWERS),
                "with --method " + training.method,
                "which asks for no other answers",
                "--alternatives");
        given.ineffective(asked == 0, "with --answers 0", "", "--answer-tokens");
        Check.atLeast(0, asked, "--answers");
        Check.atLeast(1, answerTokens, "--answer-tokens");
    }

    @Override
    public Integer call() {
        RunFolder results = folder.check(Invocations.of(command).reading(unseen.evaluation.images()));
        PrintWriter err = command.commandLine().getErr();
        try (VisionLanguage llava = model.open()) {
            Forgetting run = llava.forget(what.concept(), data.read())
                    .ask(asked, answerTokens)
                    .in(results)
                    .listen(ConsoleProgress.of(results))
                    .stopOnInterrupt()
                    .warn(line -> err.println(what.withOption(line)));
            how.applyTo(training.applyTo(run), data, what, llava::template);
            if (merge) run.merge();
            if (oldNames) run.oldNames();
            run.evaluateEvery(unseen.every());
            unseen.applyTo((set, file) -> run.evaluate(set, file, DataSet.images(file, data.images())), run::holdOut);
            Forgotten end = run.run();
            if (end.summary().end() == RunSummary.End.INTERRUPTED) return ConsoleProgress.STOPPED;
            System.out.println(end.report().lines());
            if (!end.isComplete()) System.out.println(NOTHING);
            System.out.println("report: " + results.report().toAbsolutePath());
            return 0;
        } catch (UnmarkedNames.Unmarked e) {
            throw new BadData("--concept", e.getMessage() + " (--alias NAME, --allow-near-misses)", e);
        }
    }
}
