package io.github.fttp.mllm.evaluate;

import io.github.fttp.core.Check;
import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.image.Decoding;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.Evaluation;
import io.github.fttp.metrics.Measurements;
import io.github.fttp.metrics.Metric;
import io.github.fttp.metrics.Metrics;
import io.github.fttp.metrics.Observations;
import io.github.fttp.metrics.Requirement;
import io.github.fttp.metrics.Role;
import io.github.fttp.metrics.report.EvaluationReport;
import io.github.fttp.metrics.text.TextMetrics;
import io.github.fttp.metrics.text.TextObservation;
import io.github.fttp.metrics.text.TextSample;
import io.github.fttp.mllm.data.Conversation;
import io.github.fttp.mllm.data.EncodedSample;
import io.github.fttp.mllm.data.ImagePreparation;
import io.github.fttp.mllm.data.SampleEncoder;
import io.github.fttp.mllm.data.SampleSettings;
import io.github.fttp.mllm.data.UnmarkedNames;
import io.github.fttp.mllm.model.OpenModel;
import io.github.fttp.mllm.train.TrainableConversations;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measuring what a vision-language model knows of a concept and of everything else, to be described and then {@link #run}: as
 * often as one likes, each time of the model as it is at that moment. All metrics are taken whose needs are met, unless some are
 * named.
 *
 * <pre>{@code
 * TextEvaluation evaluation = model.evaluate(concept)
 *         .on(DataSet.FORGET, conversations)
 *         .on(DataSet.NATURAL, Path.of("natural.json"), Path.of("images"));
 * Observations<TextObservation> before = evaluation.observe();
 * // ... the model forgets ...
 * evaluation.before(before).run().write(Path.of("evaluation.html"));
 * }</pre>
 */
public final class TextEvaluation {
    private static final Logger LOG = LoggerFactory.getLogger(TextEvaluation.class);

    private final OpenModel open;
    private final Concept concept;
    private final Map<DataSet, Source> sources = new LinkedHashMap<>();
    private final Map<String, Object> settings = new LinkedHashMap<>();
    private List<String> metrics = List.of();
    private List<Metric<TextObservation>> own = List.of();
    private Supplier<SampleSettings> samples;
    private int answerTokens = 64;
    private Other before = Other.NONE;
    private Other reference = Other.NONE;
    private Consumer<String> warn = LOG::warn;

    /** Questions, read once it is known how images are prepared. */
    @FunctionalInterface
    private interface Source {
        List<Question> read(ImagePreparation preparation, Decoding decoding);
    }

    /** Observations of another model, made once they are needed. */
    private record Other(boolean isGiven, Supplier<Observations<TextObservation>> observations) {
        private static final Other NONE = new Other(false, () -> {
            throw new IllegalStateException("there is no other model");
        });

        private Observations<TextObservation> observe(Concept concept) {
            return isGiven ? observations.get() : Observations.none(concept);
        }
    }

    /** @param open the model; it stays the caller's */
    public TextEvaluation(OpenModel open, Concept concept) {
        this.open = open;
        this.concept = concept;
        this.samples = () -> SampleSettings.of(open.folder().template());
    }

    /**
     * Measures on a file of conversations, with the other answers that it has.
     *
     * @param images the folder that images are named relative to
     * @throws IllegalArgumentException if there is such a set already
     */
    public TextEvaluation on(DataSet set, Path file, Path images) {
        return on(set, (preparation, decoding) -> Question.read(file, images, preparation, decoding), file);
    }

    /** Measures likewise, with so many tokens of an answer at most. */
    public TextEvaluation on(DataSet set, Path file, Path images, int most) {
        Check.atLeast(1, most, "tokens of an answer");
        return on(
                set,
                (preparation, decoding) -> Question.read(file, images, preparation, decoding).stream()
                        .map(each -> each.atMost(most))
                        .toList(),
                file);
    }

    /** Measures on the first questions of conversations. */
    public TextEvaluation on(DataSet set, List<Conversation> conversations) {
        return on(
                set,
                (preparation, decoding) -> Question.of(conversations, preparation, decoding),
                conversations.size() + " conversations");
    }

    private TextEvaluation on(DataSet set, Source source, Object described) {
        if (sources.putIfAbsent(set, source) != null) {
            throw new IllegalArgumentException("there is a data set " + set + " already");
        }
        return setting("data, " + set, described);
    }

    /** Takes these metrics alone, by their names; none for all whose needs are met. */
    public TextEvaluation metrics(List<String> names) {
        metrics = List.copyOf(names);
        return this;
    }

    /** Takes these metrics as well, which need not be registered, where their needs are met. */
    public TextEvaluation also(List<Metric<TextObservation>> others) {
        own = List.copyOf(others);
        return this;
    }

    /** Compares with what was observed of the model as it was, on the same sets. */
    public TextEvaluation before(Observations<TextObservation> observations) {
        return before(() -> observations);
    }

    /**
     * Compares with the model as it was.
     *
     * @param observe observes it on the same sets, once data and metrics have been checked: by another {@link #observe}
     */
    public TextEvaluation before(Supplier<Observations<TextObservation>> observe) {
        before = new Other(true, observe);
        return this;
    }

    /**
     * Compares with a model that was never trained on the data to forget.
     *
     * @param observe see {@link #before(Supplier)}
     */
    public TextEvaluation reference(Supplier<Observations<TextObservation>> observe) {
        reference = new Other(true, observe);
        return this;
    }

    /** How conversations become samples; with the folder's own template unless said otherwise. */
    public TextEvaluation samples(SampleSettings how) {
        samples = () -> how;
        return this;
    }

    /** Tokens that an answer has at most, at least 1; 64 unless said otherwise. */
    public TextEvaluation answerTokens(int most) {
        Check.atLeast(1, most, "tokens of an answer");
        answerTokens = most;
        return this;
    }

    /** A line of the report's settings. */
    public TextEvaluation setting(String name, Object value) {
        settings.put(name, value);
        return this;
    }

    /** Who is told, a line each, what is not refused but may be a mistake; it is logged unless said otherwise. */
    public TextEvaluation warn(Consumer<String> listener) {
        warn = listener;
        return this;
    }

    /**
     * Observes the model as it is now, with all that a later comparison with it needs.
     *
     * @throws io.github.fttp.core.io.InputException as {@link #run}
     */
    public Observations<TextObservation> observe() {
        Map<DataSet, List<Question>> questions = questions();
        Set<Requirement> met = met(questions);
        met.addAll(EnumSet.of(Requirement.BEFORE, Requirement.BEFORE_ANSWERS, Requirement.REFERENCE_MODEL));
        return observe(evaluation(questions, met), Observations.none(concept));
    }

    /**
     * Measures the model as it is now.
     *
     * @throws io.github.fttp.core.io.InputException if data cannot be used, a metric is not known, or what it needs is not there
     */
    public EvaluationReport run() {
        Map<DataSet, List<Question>> questions = questions();
        Evaluation<List<Question>, TextObservation> evaluation = evaluation(questions, met(questions));
        questions.forEach(this::warnOfNames);
        Observations<TextObservation> then = before.observe(concept);
        Observations<TextObservation> other = reference.observe(concept);
        Map<DataSet, List<TextSample>> asked = new LinkedHashMap<>();
        questions.forEach(
                (set, all) -> asked.put(set, all.stream().map(Question::text).toList()));
        Evaluation.requireSame(asked, then, "the model before");
        Evaluation.requireSame(asked, other, "the reference model");
        Observations<TextObservation> now = observe(evaluation, then);
        Measurements measured = evaluation.measure(now, then, other);
        warnOfMissingRate(evaluation, measured);
        return new EvaluationReport(
                "What a model knows of " + concept.name(),
                concept.name(),
                account(questions),
                measured,
                then.isEmpty() ? Measurements.none() : evaluation.measure(then),
                AnswerTable.of(questions, now, then, samples.get().decoding()),
                settings());
    }

    /** All sets; the model can read every answer. */
    private Map<DataSet, List<Question>> questions() {
        if (sources.isEmpty()) throw new IllegalArgumentException("there is no data set to measure on");
        ImagePreparation preparation = samples.get().images(open.folder().images());
        Map<DataSet, List<Question>> questions = new LinkedHashMap<>();
        sources.forEach((set, source) ->
                questions.put(set, source.read(preparation, samples.get().decoding())));
        questions.values().forEach(this::encoded);
        return questions;
    }

    private List<EncodedSample> encoded(List<Question> questions) {
        SampleEncoder encoder = open.folder().encoder(samples.get().template());
        return questions.stream()
                .map(each -> each.encoded(
                        each.text().answer(), encoder, concept, samples.get().matching()))
                .toList();
    }

    /** The needs of metrics that are met. */
    private Set<Requirement> met(Map<DataSet, List<Question>> questions) {
        Set<Requirement> met = EnumSet.of(Requirement.ANSWERS, Requirement.TOKEN_LOSSES, Requirement.QUESTIONS);
        if (before.isGiven()) met.addAll(EnumSet.of(Requirement.BEFORE, Requirement.BEFORE_ANSWERS));
        if (reference.isGiven()) met.add(Requirement.REFERENCE_MODEL);
        if (questions.keySet().stream().anyMatch(set -> set.role() == Role.UNSEEN)) {
            met.add(Requirement.UNSEEN_DATA);
        }
        boolean wrong = questions.values().stream()
                .flatMap(List::stream)
                .anyMatch(each -> !each.text().wrong().isEmpty());
        if (wrong) met.add(Requirement.WRONG_ANSWERS);
        return met;
    }

    private Evaluation<List<Question>, TextObservation> evaluation(
            Map<DataSet, List<Question>> questions, Set<Requirement> met) {
        List<Metric<TextObservation>> taken = new ArrayList<>(Metrics.select(TextObservation.class, metrics, met));
        own.stream().filter(each -> met.containsAll(each.needs())).forEach(taken::add);
        return new Evaluation<>(taken, questions);
    }

    private Observations<TextObservation> observe(
            Evaluation<List<Question>, TextObservation> evaluation, Observations<TextObservation> then) {
        try (TrainableConversations trainable =
                TrainableConversations.of(open.model(), open.engine(), List.<Parameter>of())) {
            VisionLanguageSubject subject = new VisionLanguageSubject(
                    trainable,
                    open.model(),
                    open.folder().encoder(samples.get().template()),
                    concept,
                    samples.get().matching(),
                    answerTokens);
            return then.isEmpty() ? evaluation.observe(subject) : evaluation.observe(subject, then);
        }
    }

    /** Names that occur nowhere may be mistyped, what only comes near to one counts as the rest. */
    private void warnOfNames(DataSet set, List<Question> questions) {
        if (set.role() != Role.FORGET) return;
        List<String> answers =
                questions.stream().map(each -> each.text().answer()).toList();
        for (String name : concept.missingFrom(answers)) {
            warn.accept("\"" + name + "\" occurs in no answer of " + answers.size());
        }
        UnmarkedNames unmarked = UnmarkedNames.of(encoded(questions), concept);
        if (!unmarked.isEmpty()) {
            warn.accept("the answers have " + unmarked.listed() + ". They count as the rest");
        }
    }

    private void warnOfMissingRate(Evaluation<?, TextObservation> evaluation, Measurements measured) {
        if (evaluation.metrics().stream().noneMatch(each -> each.name().equals(TextMetrics.FORGET_RATE))) return;
        for (DataSet set : sources.keySet()) {
            if (set.role() == Role.FORGET
                    && measured.of(set, TextMetrics.FORGET_RATE).isEmpty()) {
                warn.accept("no forget rate on " + set
                        + ": neither an answer of the data nor one of the model names the concept");
            }
        }
    }

    private String account(Map<DataSet, List<Question>> questions) {
        String sets = questions.entrySet().stream()
                .map(each -> each.getKey() + " (" + each.getValue().size() + ")")
                .collect(Collectors.joining(", "));
        return open.folder().path().getFileName() + (open.adapters().isEmpty() ? "" : " with an adapter")
                + (before.isGiven() ? ", beside the model as it was," : "") + " on the questions of " + sets + ".";
    }

    private Map<String, Object> settings() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("model", open.folder().path().toAbsolutePath().normalize());
        if (!open.adapters().isEmpty()) {
            all.put(
                    "adapter",
                    open.adapters().stream()
                            .map(each -> each.toAbsolutePath().normalize().toString())
                            .collect(Collectors.joining(", ")));
        }
        all.put("concept", concept + ", by " + samples.get().matching());
        all.putAll(settings);
        all.put("prompts", samples.get());
        all.put("tokens of an answer", answerTokens);
        return all;
    }
}
