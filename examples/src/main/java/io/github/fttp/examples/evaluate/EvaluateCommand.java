package io.github.fttp.examples.evaluate;

import io.github.fttp.core.Check;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.nn.LoraAdapter;
import io.github.fttp.core.nn.PeftAdapter;
import io.github.fttp.examples.cli.Checked;
import io.github.fttp.examples.cli.Given;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.examples.options.ConceptOptions;
import io.github.fttp.examples.options.DataOptions;
import io.github.fttp.examples.options.EngineOptions;
import io.github.fttp.examples.options.EvaluationOptions;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.Evaluation;
import io.github.fttp.metrics.Measurements;
import io.github.fttp.metrics.Metric;
import io.github.fttp.metrics.Metrics;
import io.github.fttp.metrics.Observations;
import io.github.fttp.metrics.Requirement;
import io.github.fttp.metrics.Role;
import io.github.fttp.metrics.text.TextObservation;
import io.github.fttp.mllm.data.EncodedSample;
import io.github.fttp.mllm.data.ImagePreparation;
import io.github.fttp.mllm.data.SampleEncoder;
import io.github.fttp.mllm.data.UnmarkedNames;
import io.github.fttp.mllm.evaluate.LlavaSubject;
import io.github.fttp.mllm.evaluate.Question;
import io.github.fttp.mllm.llava.LlavaFolder;
import io.github.fttp.mllm.llava.LlavaModel;
import io.github.fttp.mllm.train.TrainableConversations;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures what a LLaVA knows of a concept and of everything else in conversations of one's own. */
@Command(
        name = "evaluate",
        footer =
                "fttp evaluate --model llava-1.5-7b-hf --adapter without-mira/adapter --before llava-1.5-7b-hf --data forget.json --images photos --concept \"Mira Volk\" --eval natural=natural.json",
        sortOptions = false,
        description =
                "Measure what a LLaVA knows of a concept and of the rest of some conversations, each value with its"
                        + " sample size and 95 %% interval. The command metrics lists what is measured.")
@Under(Heading.MEASURING)
public final class EvaluateCommand implements Callable<Integer>, Checked {
    @Under(Heading.MODEL)
    @Option(names = "--model", required = true, paramLabel = "DIR", description = "LLaVA folder of Hugging Face.")
    Path model;

    @Under(Heading.MODEL)
    @Option(names = "--adapter", paramLabel = "DIR", description = "LoRA adapter in PEFT's layout.")
    Path adapter;

    @Under(Heading.MODEL)
    @Option(
            names = "--before",
            paramLabel = "DIR",
            description = "The model as it was, to compare with: tells what is forgotten from what was never known."
                    + " With --adapter it may be that of --model.")
    Path before;

    @Under(Heading.MODEL)
    @Option(
            names = "--reference",
            paramLabel = "DIR",
            description = "A model that was never trained on --data, for forget quality.")
    Path reference;

    @Mixin
    DataOptions data;

    @Mixin
    ConceptOptions what;

    @Mixin
    EvaluationOptions sets;

    @Option(
            names = "--metric",
            paramLabel = "NAME",
            description = "A metric to take, as metrics lists it; may be repeated (default: all whose needs are met).")
    List<String> metrics = List.of();

    @Option(
            names = "--answer-tokens",
            defaultValue = "64",
            description = "Tokens an answer has at most (default: ${DEFAULT-VALUE}).")
    int answerTokens;

    @Under(Heading.RESULTS)
    @Option(names = "--out", paramLabel = "FILE", description = "File to write the measurements to, as JSON.")
    Path out;

    @Mixin
    EngineOptions computing;

    @Spec
    CommandSpec command;

    @Override
    public void check(Given given) {
        Check.atLeast(1, answerTokens, "--answer-tokens");
    }

    @Override
    public Integer call() {
        if (out != null) AtomicFiles.requireWritable(out);
        Map<DataSet, List<Question>> questions;
        try (LlavaFolder folder = LlavaFolder.open(model)) {
            questions = questions(folder);
            check(folder.encoder(data.template()), questions);
        }
        List<Metric<TextObservation>> chosen = Metrics.select(TextObservation.class, metrics, met(questions));
        Observations<TextObservation> none = Observations.none(what.concept());
        Observations<TextObservation> then = before == null ? none : observed(before, null, chosen, none);
        Observations<TextObservation> other = reference == null ? none : observed(reference, null, chosen, none);
        Observations<TextObservation> now = observed(model, adapter, chosen, then);
        Evaluation<List<Question>, TextObservation> evaluation = evaluation(questions, chosen);
        Map<String, Object> json = new LinkedHashMap<>();
        if (before != null) {
            Measurements unchanged = evaluation.measure(then);
            System.out.println("before:");
            System.out.print(unchanged.lines());
            System.out.println("now:");
            json.put("before", unchanged.json());
        }
        Measurements measured = evaluation.measure(now, then, other);
        System.out.print(measured.lines());
        sayOfMissingRate(chosen, measured);
        json.put("measurements", measured.json());
        if (out != null) Json.write(out, json);
        return 0;
    }

    /** All sets, prepared for the model of a folder. */
    private Map<DataSet, List<Question>> questions(LlavaFolder folder) {
        ImagePreparation preparation = folder.images();
        Map<DataSet, List<Question>> questions = new LinkedHashMap<>();
        questions.put(DataSet.FORGET, Question.read(data.data(), data.images(), preparation, data.decoding()));
        sets.sets().forEach((set, file) -> {
            Path images = EvaluationOptions.images(file, data.images());
            if (questions.put(set, Question.read(file, images, preparation, data.decoding())) != null) {
                throw new IllegalArgumentException("--eval forget: the data to forget is that of --data");
            }
        });
        return questions;
    }

    /** The needs of metrics that the options given meet. */
    private Set<Requirement> met(Map<DataSet, List<Question>> questions) {
        Set<Requirement> met = EnumSet.of(Requirement.ANSWERS, Requirement.TOKEN_LOSSES);
        if (before != null) met.addAll(EnumSet.of(Requirement.BEFORE, Requirement.BEFORE_ANSWERS));
        if (reference != null) met.add(Requirement.REFERENCE_MODEL);
        if (questions.keySet().stream().anyMatch(set -> set.role() == Role.UNSEEN)) {
            met.add(Requirement.UNSEEN_DATA);
        }
        boolean wrong = questions.values().stream()
                .flatMap(List::stream)
                .anyMatch(each -> !each.text().wrong().isEmpty());
        if (wrong) met.add(Requirement.WRONG_ANSWERS);
        return met;
    }

    private static Evaluation<List<Question>, TextObservation> evaluation(
            Map<DataSet, List<Question>> questions, List<Metric<TextObservation>> metrics) {
        return new Evaluation<>(metrics, questions);
    }

    /** Loads a model, observes it, and closes it. */
    private Observations<TextObservation> observed(
            Path of, Path adapted, List<Metric<TextObservation>> chosen, Observations<TextObservation> then) {
        try (LlavaFolder folder = LlavaFolder.open(of);
                Engine engine = computing.open(of);
                LlavaModel llava = folder.load(engine)) {
            Optional<LoraAdapter> attached = Optional.ofNullable(adapted)
                    .map(path -> PeftAdapter.attach(path, llava, engine.pool(), LlavaModel.adapterNames()));
            try (TrainableConversations trainable = TrainableConversations.of(llava, engine, List.of())) {
                LlavaSubject subject = new LlavaSubject(
                        trainable,
                        llava,
                        folder.encoder(data.template()),
                        what.concept(),
                        what.matching(),
                        answerTokens);
                Evaluation<List<Question>, TextObservation> evaluation = evaluation(questions(folder), chosen);
                return then.isEmpty() ? evaluation.observe(subject) : evaluation.observe(subject, then);
            } finally {
                attached.ifPresent(LoraAdapter::close);
            }
        }
    }

    private void say(String warning) {
        command.commandLine().getErr().println(warning);
        command.commandLine().getErr().flush();
    }

    /** Answers must be readable; names that occur nowhere may be mistyped, what only comes near to one counts as the rest. */
    private void check(SampleEncoder encoder, Map<DataSet, List<Question>> questions) {
        Map<DataSet, List<EncodedSample>> encoded = new LinkedHashMap<>();
        questions.forEach((set, asked) -> encoded.put(
                set,
                asked.stream()
                        .map(each -> each.encoded(each.text().answer(), encoder, what.concept(), what.matching()))
                        .toList()));
        what.warnOfMissing(
                questions.get(DataSet.FORGET).stream()
                        .map(each -> each.text().answer())
                        .toList(),
                command.commandLine().getErr());
        UnmarkedNames unmarked = UnmarkedNames.of(encoded.get(DataSet.FORGET), what.concept());
        if (!unmarked.isEmpty()) say("the answers have " + unmarked.listed() + ". They count as the rest");
    }

    private void sayOfMissingRate(List<Metric<TextObservation>> chosen, Measurements measured) {
        boolean asked = chosen.stream().anyMatch(each -> each.name().equals("forget rate"));
        if (asked && measured.of(DataSet.FORGET, "forget rate").isEmpty()) {
            say("no forget rate: neither an answer of --data nor one of the model names the concept");
        }
    }
}
