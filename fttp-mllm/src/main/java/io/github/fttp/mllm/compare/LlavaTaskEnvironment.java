package io.github.fttp.mllm.compare;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.image.Decoding;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.mask.TokenMask.Matching;
import io.github.fttp.core.method.Need;
import io.github.fttp.core.nn.Lora;
import io.github.fttp.core.nn.LoraAdapter;
import io.github.fttp.core.nn.LoraTargets;
import io.github.fttp.core.train.Diverged;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.Evaluation;
import io.github.fttp.metrics.Metric;
import io.github.fttp.metrics.Metrics;
import io.github.fttp.metrics.Observations;
import io.github.fttp.metrics.Requirement;
import io.github.fttp.metrics.compare.Budget;
import io.github.fttp.metrics.compare.Column;
import io.github.fttp.metrics.compare.ComparedMethod;
import io.github.fttp.metrics.compare.ComparisonTask;
import io.github.fttp.metrics.compare.Environment;
import io.github.fttp.metrics.compare.Meter;
import io.github.fttp.metrics.compare.Outcome;
import io.github.fttp.metrics.compare.TaskColumns;
import io.github.fttp.metrics.compare.TaskConcept;
import io.github.fttp.metrics.compare.TaskMethod;
import io.github.fttp.metrics.compare.Trace;
import io.github.fttp.metrics.compare.Trial;
import io.github.fttp.metrics.text.TextObservation;
import io.github.fttp.mllm.data.AlternativeAnswers;
import io.github.fttp.mllm.data.Conversation;
import io.github.fttp.mllm.data.EncodedSample;
import io.github.fttp.mllm.data.LlavaConversations;
import io.github.fttp.mllm.data.SampleEncoder;
import io.github.fttp.mllm.data.SampleWithImages;
import io.github.fttp.mllm.evaluate.LlavaSubject;
import io.github.fttp.mllm.evaluate.Question;
import io.github.fttp.mllm.model.VisionLanguageFamilies;
import io.github.fttp.mllm.model.VisionLanguageFolder;
import io.github.fttp.mllm.model.VisionLanguageModel;
import io.github.fttp.mllm.train.TrainableConversations;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A vision-language model and a {@link ComparisonTask} over conversations: each method trains a LoRA adapter of the same kind, metrics of the
 * registry are taken of the task's sets. Forgetting is the share of conceptual knowledge that is gone of the data to forget and
 * its generality, utility the share of natural knowledge that is left of all other sets.
 */
public final class LlavaTaskEnvironment implements Environment {
    private static final Logger LOG = LoggerFactory.getLogger(LlavaTaskEnvironment.class);
    private static final int ANSWER_TOKENS = 64;

    private final ComparisonTask task;
    private final VisionLanguageFolder folder;
    private final Engine engine;
    private final VisionLanguageModel model;
    private final SampleEncoder encoder;
    private final Lora lora;
    private final String adapters;
    private final TextTraining training;
    private final List<Metric<TextObservation>> metrics;
    /** By concept, of the whole data. */
    private final Map<String, Map<DataSet, List<Question>>> questions = new LinkedHashMap<>();
    /** By concept and budget; observed once, while the model is untouched. */
    private final Map<String, Observations<TextObservation>> before = new HashMap<>();

    private LlavaTaskEnvironment(ComparisonTask task, VisionLanguageFolder folder, Engine engine) {
        this.task = task;
        this.folder = folder;
        this.engine = engine;
        encoder = folder.encoder(folder.template());
        for (TaskConcept concept : task.concepts()) questions.put(concept.id(), read(concept));
        metrics = Metrics.select(TextObservation.class, task.metrics(), met());
        int layers = folder.decoder().layers();
        int adapted = task.blocks() == 0 ? layers : task.blocks();
        if (adapted > layers) {
            throw new BadData("adapter.blocks", "is " + adapted + ", but the language model has " + layers + " blocks");
        }
        adapters = "LoRA of rank " + task.rank() + " on the first " + adapted + " of " + layers + " blocks";
        lora = Lora.rank(task.rank()).on(LoraTargets.llamaProjections(adapted));
        training = new TextTraining(task.batch());
        requireRetainData();
        model = folder.load(engine);
    }

    /**
     * Reads all data, then the model.
     *
     * @param path of the model's folder
     * @param engine closed with this, or at once where something cannot be read
     * @throws BadData naming the file and the field that cannot be used
     */
    public static LlavaTaskEnvironment open(Path path, Engine engine, ComparisonTask task) {
        VisionLanguageFolder folder = null;
        try {
            folder = VisionLanguageFamilies.of(path).open(path);
            return new LlavaTaskEnvironment(task, folder, engine);
        } catch (RuntimeException e) {
            if (folder != null) folder.close();
            engine.close();
            throw e;
        }
    }

    private Map<DataSet, List<Question>> read(TaskConcept concept) {
        Map<DataSet, Path> files = new LinkedHashMap<>();
        files.put(DataSet.FORGET, concept.forget());
        files.putAll(concept.sets());
        Map<DataSet, List<Question>> read = new LinkedHashMap<>();
        files.forEach((set, file) -> {
            List<Question> asked =
                    answered(file, Question.read(file, concept.images(), folder.images(), Decoding.REFERENCE));
            asked.forEach(each -> each.encoded(each.text().answer(), encoder, concept.concept(), Matching.SPANS));
            read.put(set, asked);
        });
        return read;
    }

    /** Those that can be read: an answer without words has nothing to measure. */
    private static List<Question> answered(Path file, List<Question> questions) {
        List<Question> answered = questions.stream()
                .filter(each -> !each.text().answer().isBlank())
                .toList();
        if (answered.isEmpty()) throw new BadData(file, "has no answer with words, expected at least one to measure");
        if (answered.size() < questions.size()) {
            LOG.warn("{}: {} samples have an empty answer and are not asked", file, questions.size() - answered.size());
        }
        return answered;
    }

    private Set<Requirement> met() {
        Set<Requirement> met = EnumSet.of(
                Requirement.ANSWERS, Requirement.TOKEN_LOSSES, Requirement.BEFORE, Requirement.BEFORE_ANSWERS);
        boolean wrong = questions.values().stream()
                .flatMap(sets -> sets.values().stream())
                .flatMap(List::stream)
                .anyMatch(each -> !each.text().wrong().isEmpty());
        if (wrong) met.add(Requirement.WRONG_ANSWERS);
        return met;
    }

    private void requireRetainData() {
        for (TaskMethod method : task.methods()) {
            if (!method.spec().method().needs().contains(Need.RETAIN_DATA)) continue;
            for (TaskConcept concept : task.concepts()) {
                if (concept.retain().isPresent()) continue;
                throw new BadData(
                        "concept " + concept.id(), "has no retain data, which the method " + method.name() + " needs");
            }
        }
    }

    @Override
    public String modality() {
        return TextEnvironment.MODALITY;
    }

    @Override
    public List<ComparedMethod> methods() {
        return task.methods().stream()
                .map(each -> new ComparedMethod(
                        each.name(),
                        TextTraining.given(each.spec().method()),
                        each.spec() + ", " + adapters,
                        each.grid()))
                .toList();
    }

    @Override
    public List<Column> columns() {
        return TaskColumns.of(metrics, questions.values().iterator().next().keySet(), task.goals());
    }

    @Override
    public Outcome before(String concept, Budget budget) {
        Observations<TextObservation> observed = observedBefore(concept, budget);
        return new Outcome(
                Trial.before(modality(), concept),
                TaskColumns.scores(evaluation(concept, budget).measure(observed, observed)),
                List.of(),
                examples(concept, observed));
    }

    private Observations<TextObservation> observedBefore(String concept, Budget budget) {
        return before.computeIfAbsent(concept + " " + budget, key -> {
            try (TrainableConversations trainable = TrainableConversations.of(model, engine, List.of())) {
                return evaluation(concept, budget).observe(subject(concept, trainable));
            }
        });
    }

    private Evaluation<List<Question>, TextObservation> evaluation(String concept, Budget budget) {
        Map<DataSet, List<Question>> asked = new LinkedHashMap<>();
        questions.get(concept).forEach((set, all) -> asked.put(set, budget.of(all)));
        return new Evaluation<>(metrics, asked);
    }

    private LlavaSubject subject(String concept, TrainableConversations trainable) {
        return new LlavaSubject(
                trainable, model, encoder, task.concept(concept).concept(), Matching.SPANS, ANSWER_TOKENS);
    }

    @Override
    public Run run(Trial trial, Budget budget) {
        TaskConcept concept = task.concept(trial.concept());
        Observations<TextObservation> untouched = observedBefore(concept.id(), budget);
        List<Conversation> forget = LlavaConversations.read(concept.forget(), concept.images());
        try (LoraAdapter adapter = LoraAdapter.attach(lora, model.languageModel(), engine.pool(), trial.draw());
                TrainableConversations trainable = TrainableConversations.of(model, engine, adapter)) {
            Trace trace = new Trace();
            Meter meter = Meter.start(engine.pool());
            try {
                training.forget(
                        trial,
                        trial.setting().of(task.method(trial.method()).spec()),
                        trainable,
                        samples(forget, concept),
                        () -> samples(
                                LlavaConversations.read(concept.retain().orElseThrow(), concept.images()), concept),
                        () -> samples(AlternativeAnswers.refusals().to(forget, trial.draw()), concept),
                        trace);
            } catch (Diverged e) {
                return new Run(Outcome.diverged(trial, trace.points()), meter.cost(trial));
            }
            var cost = meter.cost(trial);
            Evaluation<List<Question>, TextObservation> evaluation = evaluation(concept.id(), budget);
            Observations<TextObservation> now = evaluation.observe(subject(concept.id(), trainable), untouched);
            return new Run(
                    new Outcome(
                            trial,
                            TaskColumns.scores(evaluation.measure(now, untouched)),
                            trace.points(),
                            budget.shown(trial) ? examples(concept.id(), now) : List.of()),
                    cost);
        }
    }

    private List<SampleWithImages> samples(List<Conversation> conversations, TaskConcept concept) {
        List<EncodedSample> encoded = conversations.stream()
                .map(each -> encoder.encode(each, concept.concept(), Matching.SPANS))
                .toList();
        return SampleWithImages.read(encoded, folder.images(), Decoding.REFERENCE);
    }

    /** The first question of each set with its answer, where answers are observed. */
    private List<Outcome.Example> examples(String concept, Observations<TextObservation> observed) {
        return questions.get(concept).keySet().stream()
                .map(observed::of)
                .filter(each -> !each.answers().isEmpty())
                .map(each -> new Outcome.Example(
                        each.samples().get(0).question(), each.answers().get(0), ""))
                .toList();
    }

    private Set<DataSet> sets(boolean forgotten) {
        return questions.values().iterator().next().keySet().stream()
                .filter(set -> set.role().forgets() == forgotten)
                .collect(Collectors.toSet());
    }

    @Override
    public double forgetting(Outcome then, Outcome now) {
        return 1 - TaskColumns.left(then, now, "conceptual knowledge", sets(true));
    }

    @Override
    public double utility(Outcome then, Outcome now) {
        Set<DataSet> kept = sets(false);
        return TaskColumns.left(then, now, "natural knowledge", kept.isEmpty() ? sets(true) : kept);
    }

    @Override
    public void close() {
        model.close();
        folder.close();
        engine.close();
    }
}
