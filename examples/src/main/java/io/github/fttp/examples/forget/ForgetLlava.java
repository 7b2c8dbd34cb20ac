package io.github.fttp.examples.forget;

import io.github.fttp.core.Check;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.image.Decoding;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.method.Need;
import io.github.fttp.core.train.AtChance;
import io.github.fttp.core.train.Knowledge;
import io.github.fttp.core.train.Memory;
import io.github.fttp.core.train.RunFolder;
import io.github.fttp.core.train.RunLog;
import io.github.fttp.core.train.RunSummary;
import io.github.fttp.core.train.Unlearner;
import io.github.fttp.examples.ConceptOptions;
import io.github.fttp.examples.DataOptions;
import io.github.fttp.examples.EngineOptions;
import io.github.fttp.examples.EvaluationOptions;
import io.github.fttp.examples.cli.Checked;
import io.github.fttp.examples.cli.Given;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.metrics.Evaluation;
import io.github.fttp.metrics.Measurements;
import io.github.fttp.metrics.text.TextMetrics;
import io.github.fttp.metrics.text.TextObservation;
import io.github.fttp.mllm.evaluate.LlavaSubject;
import io.github.fttp.mllm.evaluate.Question;
import io.github.fttp.mllm.llava.LlavaFolder;
import io.github.fttp.mllm.llava.LlavaModel;
import io.github.fttp.mllm.llava.SampleWithImages;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a LLaVA forget a concept: writes an adapter, the figures before and after, and a report. */
@Command(
        name = "forget-llava",
        footer =
                "fttp forget-llava --model llava-1.5-7b-hf --data forget.json --images photos --concept \"Mira Volk\" --alias Mira --lora-rank 16 --out without-mira",
        sortOptions = false,
        description = "Make a LLaVA forget a concept; writes adapter/, run.jsonl, metrics.json and report.html.")
@Under(Heading.RESULTS)
public final class ForgetLlava implements Callable<Integer>, Checked {
    @Under(Heading.MODEL)
    @Option(names = "--model", required = true, paramLabel = "DIR", description = "LLaVA folder of Hugging Face.")
    Path model;

    @Mixin
    DataOptions data;

    @Mixin
    ConceptOptions what;

    @Mixin
    SampleOptions how;

    @Mixin
    TrainingOptions training;

    @Mixin
    EngineOptions computing;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder of the results, empty or new.")
    Path out;

    @Option(names = "--resume", description = "Go on with the run in --out that was stopped or killed.")
    boolean resume;

    @Option(names = "--merge", description = "Write a complete model folder, model/, as well.")
    boolean merge;

    @Option(names = "--old-names", description = "Name the adapter's modules as transformers before 4.52 do.")
    boolean oldNames;

    @Mixin
    EvaluationOptions evaluation;

    @Under(Heading.MEASURING)
    @Option(
            names = "--evaluate-every",
            defaultValue = "10",
            description =
                    "Steps between measurements on data that is not trained on, 0 for none along the run (default:"
                            + " ${DEFAULT-VALUE}).")
    int evaluateEvery;

    @Under(Heading.MEASURING)
    @Option(
            names = "--answers",
            defaultValue = "12",
            description = "Samples whose question is asked before and after (default: ${DEFAULT-VALUE}).")
    int asked;

    @Under(Heading.MEASURING)
    @Option(
            names = "--answer-tokens",
            defaultValue = "64",
            description = "Tokens an answer has at most (default: ${DEFAULT-VALUE}).")
    int answerTokens;

    @Spec
    CommandSpec command;

    @Override
    public void check(Given given) {
        given.ineffective(
                training.part != TrainingOptions.Part.LORA,
                "with --train " + training.part,
                "which always writes a complete model folder",
                "--merge",
                "--old-names");
        given.ineffective(
                !training.needs(Need.ALTERNATIVE_ANSWERS),
                "with --method " + training.method,
                "which asks for no other answers",
                "--alternatives");
        given.ineffective(asked == 0, "with --answers 0", "", "--answer-tokens");
        Check.atLeast(0, asked, "--answers");
        Check.atLeast(0, evaluateEvery, "--evaluate-every");
        Check.atLeast(1, answerTokens, "--answer-tokens");
    }

    @Override
    public Integer call() {
        RunFolder results = RunFolder.check(out, resume);
        try (LlavaFolder folder = LlavaFolder.open(model)) {
            ForgetData samples = ForgetData.read(
                    data,
                    what,
                    how,
                    training,
                    evaluation,
                    folder,
                    command.commandLine().getErr());
            Interview interview = Interview.of(samples, folder.encoder(data.template()), asked, answerTokens);
            try (Engine engine = computing.open(model)) {
                Memory.require(engine.pool(), training.forecast(folder).bytes(samples.encoded()), "this run");
                try (LlavaModel llava = folder.load(engine);
                        Trained trained = Trained.of(training, llava, engine)) {
                    return run(results, folder, samples, interview, engine, llava, trained);
                }
            }
        }
    }

    private int run(
            RunFolder results,
            LlavaFolder folder,
            ForgetData samples,
            Interview interview,
            Engine engine,
            LlavaModel llava,
            Trained trained) {
        Unlearner<SampleWithImages> run = training.applyTo(Unlearner.of(trained.trainable()))
                .retain(samples.retain())
                .alternatives(samples.alternatives())
                .setting("model", folder.path().toAbsolutePath().normalize())
                .setting("concept", what.concept() + ", by " + what.matching())
                .setting("data", samples.digests())
                .setting("held out", samples.heldOut())
                .setting(
                        "prompts",
                        data.template()
                                + (how.pad ? ", padded images" : ", images as configured")
                                + (data.decoding().equals(Decoding.REFERENCE) ? "" : ", upright"));
        Subject subject = new Subject(samples, folder, llava, trained);
        if (evaluateEvery > 0 && !samples.unseen().isEmpty()) {
            run.evaluate(evaluateEvery, step -> subject.measured().flat());
        }
        Optional<AtChance<SampleWithImages>> goal = training.goal(trained.trainable(), samples.samples());
        goal.ifPresent(run::until);
        ForgetRun.prepare(run, results, training.checkpointEvery).check(samples.samples());
        Snapshot before = snapshot(samples, interview, engine, llava, trained, subject);
        double chance = before.forget().mentions() == 0
                ? Double.NaN
                : goal.orElseGet(() -> AtChance.of(trained.trainable(), samples.samples(), training.batch))
                        .probability();
        results.create();
        goal.ifPresent(aim -> warnOfNothingToForget(aim, before.forget().mentionProbability()));
        Optional<RunSummary> end = ForgetRun.make(
                run,
                samples.samples(),
                unfinished -> write(
                        results, samples, interview, report(results, unfinished, chance, before, Optional.empty())));
        if (end.isEmpty()) return ForgetRun.STOPPED;
        Snapshot after = snapshot(samples, interview, engine, llava, trained, subject);
        trained.write(results, folder, merge, oldNames ? LlavaModel::oldName : UnaryOperator.identity());
        ForgetReport report = report(results, end.get(), chance, before, Optional.of(after));
        write(results, samples, interview, report);
        results.deleteCheckpoint();
        System.out.println(report.lines());
        System.out.println("report: " + results.report().toAbsolutePath());
        return 0;
    }

    private ForgetReport report(
            RunFolder results, RunSummary end, double chance, Snapshot before, Optional<Snapshot> after) {
        return new ForgetReport(
                what.concept(), training.spec(), end, chance, before, after, RunLog.read(results.log()));
    }

    private void write(RunFolder results, ForgetData samples, Interview interview, ForgetReport report) {
        report.write(results.report(), interview, samples, data.decoding());
        Json.write(results.metrics(), report.figures());
    }

    private static void warnOfNothingToForget(AtChance<SampleWithImages> goal, double probability) {
        if (!(probability <= goal.probability())) return;
        System.err.printf(
                Locale.ROOT,
                "the concept is forgotten already: its mentions have probability %.3g, and the run ends at %s%n",
                probability,
                goal);
    }

    private Snapshot snapshot(
            ForgetData samples,
            Interview interview,
            Engine engine,
            LlavaModel llava,
            Trained trained,
            Subject subject) {
        Knowledge forget = Knowledge.of(trained.trainable(), samples.samples(), training.batch);
        Optional<Knowledge> retain = samples.retain().isEmpty()
                ? Optional.empty()
                : Optional.of(Knowledge.of(trained.trainable(), samples.retain(), training.batch));
        return new Snapshot(forget, retain, subject.measured(), interview.ask(llava, engine));
    }

    /** The model on data that is not trained on. */
    private final class Subject {
        private final Evaluation<List<Question>, TextObservation> evaluation;
        private final LlavaSubject model;

        Subject(ForgetData samples, LlavaFolder folder, LlavaModel llava, Trained trained) {
            evaluation = new Evaluation<>(TextMetrics.knowledge(), samples.unseen());
            model = new LlavaSubject(
                    trained.trainable(),
                    llava,
                    folder.encoder(data.template()),
                    what.concept(),
                    what.matching(),
                    answerTokens);
        }

        Measurements measured() {
            return evaluation.measure(model);
        }
    }
}
