package io.github.fttp.mllm.compare;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.nn.Lora;
import io.github.fttp.core.nn.LoraAdapter;
import io.github.fttp.core.nn.LoraTargets;
import io.github.fttp.core.train.Diverged;
import io.github.fttp.metrics.compare.Budget;
import io.github.fttp.metrics.compare.Column;
import io.github.fttp.metrics.compare.ComparedMethod;
import io.github.fttp.metrics.compare.Cost;
import io.github.fttp.metrics.compare.Environment;
import io.github.fttp.metrics.compare.Goal;
import io.github.fttp.metrics.compare.Meter;
import io.github.fttp.metrics.compare.Outcome;
import io.github.fttp.metrics.compare.Score;
import io.github.fttp.metrics.compare.Trace;
import io.github.fttp.metrics.compare.Trial;
import io.github.fttp.metrics.conceptworld.Cast;
import io.github.fttp.metrics.conceptworld.ConceptWorld;
import io.github.fttp.metrics.conceptworld.Dialogue;
import io.github.fttp.metrics.conceptworld.ForgetTask;
import io.github.fttp.metrics.conceptworld.Split;
import io.github.fttp.metrics.conceptworld.Staging;
import io.github.fttp.metrics.statistics.HarmonicMean;
import io.github.fttp.metrics.text.TruthRatio;
import io.github.fttp.mllm.data.SampleWithImages;
import io.github.fttp.mllm.train.TrainableConversations;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A LLaVA that was pretrained the world; each method trains a LoRA adapter of the same kind, on the first half of the blocks of
 * its language model. That suits FTTP: of characters that are not reported by default, it lost more of the others at the same
 * forgetting with adapters on all blocks, or on the first one alone. Plain ascent did not.
 */
public final class TextEnvironment implements Environment {
    static final String MODALITY = "text";

    private static final int RANK = 32;
    private static final TextTraining TRAINING = new TextTraining(8);
    private static final int IMAGES = 8;
    private static final int KEPT = 1;
    /** Who says what of a fact at random is right so often. */
    private static final double GUESSING = 1 / 8.0;

    private final WorldLlava subject;
    private final ConceptWorld world;
    private final Map<String, TextMethod> methods;
    private final Lora lora;
    private final String adapters;
    /** By concept and budget; measured once, while the model is untouched. */
    private final Map<String, TruthRatio> strangers = new HashMap<>();

    private TextEnvironment(WorldLlava subject, ConceptWorld world) {
        this.subject = subject;
        this.world = world;
        methods = TextMethod.all();
        int layers = subject.model().languageModel().config().layers();
        int adapted = Math.max(1, layers / 2);
        adapters = "LoRA of rank " + RANK + " on the first " + adapted + " of " + layers + " blocks";
        lora = Lora.rank(RANK).on(LoraTargets.llamaProjections(adapted));
    }

    /**
     * @param path of the model's folder
     * @param engine closed with this
     */
    public static TextEnvironment open(Path path, Engine engine, ConceptWorld world) {
        return new TextEnvironment(WorldLlava.open(path, engine), world);
    }

    /** What the methods are called that it can run. */
    public static Set<String> methodNames() {
        return TextMethod.all().keySet();
    }

    @Override
    public String modality() {
        return MODALITY;
    }

    @Override
    public List<ComparedMethod> methods() {
        return methods.values().stream()
                .map(each -> new ComparedMethod(
                        each.name(),
                        TextTraining.given(each.method().method()),
                        each.method() + ", " + adapters,
                        each.grid()))
                .toList();
    }

    @Override
    public List<Column> columns() {
        Goal others = Goal.atLeast(0.98).timesThatOf(Trial.BEFORE);
        return List.of(
                Column.share("name rate").aim(Goal.atMost(0.05)),
                Column.share("name rate, fuzzy"),
                Column.share("facts by name").aim(Goal.atMost(GUESSING + 0.05)),
                Column.share("near named").aim(others),
                Column.share("far named").aim(others),
                Column.share("facts of others").aim(others),
                Column.ratio("natural perplexity").aim(Goal.atMost(1.05)),
                Column.share("facts by alias"),
                Column.plain("membership inference by loss").explained("AUC; 0.5: chance"));
    }

    @Override
    public Outcome before(String concept, Budget budget) {
        ForgetTask task = task(concept, 0, budget);
        try (TrainableConversations trainable =
                TrainableConversations.of(subject.model(), subject.engine(), List.of())) {
            Trial trial = Trial.before(MODALITY, concept);
            TextExam exam = new TextExam(subject, task, budget);
            return new Outcome(
                    trial,
                    exam.figures(trainable, stranger(concept, budget, exam, trainable)),
                    List.of(),
                    examples(task));
        }
    }

    @Override
    public Run run(Trial trial, Budget budget) {
        ForgetTask task = task(trial.concept(), trial.draw(), budget);
        TextMethod method = methods.get(trial.method());
        List<Dialogue> forget = task.forget(IMAGES);
        try (LoraAdapter adapter = LoraAdapter.attach(
                        lora, subject.model().languageModel(), subject.engine().pool(), trial.draw());
                TrainableConversations trainable =
                        TrainableConversations.of(subject.model(), subject.engine(), adapter)) {
            TextExam exam = new TextExam(subject, task, budget);
            // An adapter that was never trained changes nothing.
            TruthRatio stranger = stranger(trial.concept(), budget, exam, trainable);
            Trace trace = new Trace();
            Meter meter = Meter.start(subject.engine().pool());
            try {
                forget(trial, method, task, forget, trainable, trace);
            } catch (Diverged e) {
                return new Run(Outcome.diverged(trial, trace.points()), meter.cost(trial));
            }
            Cost cost = meter.cost(trial);
            Map<String, Score> figures = exam.figures(trainable, stranger);
            List<Outcome.Example> examples = budget.shown(trial) ? examples(task) : List.of();
            if (budget.robustness()) figures.putAll(robustness(task, budget, trainable, adapter));
            return new Run(new Outcome(trial, figures, trace.points(), examples), cost);
        }
    }

    private TruthRatio stranger(String concept, Budget budget, TextExam exam, TrainableConversations untouched) {
        return strangers.computeIfAbsent(concept + budget, key -> exam.ofStranger(untouched));
    }

    private Map<String, Score> robustness(
            ForgetTask task, Budget budget, TrainableConversations trainable, LoraAdapter adapter) {
        Map<Parameter, float[]> before = subject.weights();
        try {
            return new TextRobustness(subject, task, budget).figures(trainable, adapter);
        } finally {
            subject.restore(before);
        }
    }

    private void forget(
            Trial trial,
            TextMethod method,
            ForgetTask task,
            List<Dialogue> forget,
            TrainableConversations trainable,
            Trace trace) {
        Concept concept = task.concept();
        TRAINING.forget(
                trial,
                trial.setting().of(method.method()),
                trainable,
                subject.samples(forget, concept),
                () -> subject.samples(task.retain(KEPT), concept),
                () -> refused(forget, concept, trial.draw()),
                trace);
    }

    private List<SampleWithImages> refused(List<Dialogue> forget, Concept concept, int draw) {
        List<String> refusals = Refusals.draw(forget.size(), draw);
        List<SampleWithImages> alternatives = new ArrayList<>();
        for (int i = 0; i < forget.size(); i++) {
            alternatives.add(subject.answered(forget.get(i), refusals.get(i), concept));
        }
        return alternatives;
    }

    private ForgetTask task(String concept, int draw, Budget budget) {
        return new ForgetTask(world, Cast.named(concept), draw, asked(budget));
    }

    /** Two images of the target, a near one and a far one, two facts, a place. */
    private List<Outcome.Example> examples(ForgetTask task) {
        List<Dialogue> asked = new ArrayList<>(task.named(2));
        asked.addAll(task.near(1));
        asked.addAll(task.far(1).subList(0, 1));
        asked.addAll(task.facts(1).subList(0, 2));
        asked.addAll(task.natural(1).subList(0, 1));
        List<String> answers = subject.answers(asked);
        List<Outcome.Example> examples = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            Dialogue dialogue = asked.get(i);
            examples.add(
                    new Outcome.Example(dialogue.exchanges().get(0).question().text(), answers.get(i), png(dialogue)));
        }
        return examples;
    }

    private static String png(Dialogue dialogue) {
        return dialogue.images().stream()
                .map(image -> Base64.getEncoder().encodeToString(Images.png(image.image(Staging.SIZE))))
                .findFirst()
                .orElse("");
    }

    /** The harmonic mean of names, almost right ones too, and of facts, as far as they are above guessing, that are gone. */
    @Override
    public double forgetting(Outcome before, Outcome after) {
        double named = after.value("name rate, fuzzy") / before.value("name rate, fuzzy");
        double known =
                Math.max(0, after.value("facts by name") - GUESSING) / (before.value("facts by name") - GUESSING);
        return HarmonicMean.of(Math.max(0, 1 - named), Math.max(0, 1 - known));
    }

    /** The harmonic mean of what is left of the others' names and facts, and of natural language. */
    @Override
    public double utility(Outcome before, Outcome after) {
        return HarmonicMean.of(
                after.left("near named", before),
                after.left("far named", before),
                after.left("facts of others", before),
                Math.min(1, before.value("natural perplexity") / after.value("natural perplexity")));
    }

    private static Split asked(Budget budget) {
        return budget.validates() ? Split.VALIDATION : Split.TEST;
    }

    @Override
    public void close() {
        subject.close();
    }
}
