package io.github.fttp.examples.compare;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.method.Need;
import io.github.fttp.core.method.TrainingMethod;
import io.github.fttp.core.nn.Lora;
import io.github.fttp.core.nn.LoraAdapter;
import io.github.fttp.core.nn.LoraTargets;
import io.github.fttp.core.optim.AdamW;
import io.github.fttp.core.optim.Schedule;
import io.github.fttp.core.train.Diverged;
import io.github.fttp.core.train.Unlearner;
import io.github.fttp.metrics.conceptworld.Cast;
import io.github.fttp.metrics.conceptworld.ConceptWorld;
import io.github.fttp.metrics.conceptworld.Dialogue;
import io.github.fttp.metrics.conceptworld.ForgetTask;
import io.github.fttp.metrics.conceptworld.Staging;
import io.github.fttp.metrics.statistics.HarmonicMean;
import io.github.fttp.metrics.text.TruthRatio;
import io.github.fttp.mllm.llava.SampleWithImages;
import io.github.fttp.mllm.llava.TrainableLlava;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A LLaVA that was pretrained the world; each method trains a LoRA adapter of the same kind, on the first half of the blocks of
 * its language model. That suits FTTP: of characters that are not reported by default, it lost more of the others at the same
 * forgetting with adapters on all blocks, or on the first one alone. Plain ascent did not.
 */
final class TextEnvironment implements Environment {
    static final String MODALITY = "text";

    private static final int RANK = 32;
    private static final int BATCH = 8;
    private static final int IMAGES = 8;
    private static final int KEPT = 1;
    /** Who says what of a fact at random is right so often. */
    private static final double GUESSING = 1 / 8.0;

    private final LlavaSubject subject;
    private final ConceptWorld world;
    private final Map<String, TextMethod> methods;
    private final Lora lora;
    private final String adapters;
    /** By concept and effort; measured once, while the model is untouched. */
    private final Map<String, TruthRatio> strangers = new HashMap<>();

    private TextEnvironment(LlavaSubject subject, ConceptWorld world) {
        this.subject = subject;
        this.world = world;
        methods = TextMethod.all();
        int layers = subject.model().config().text().layers();
        int adapted = Math.max(1, layers / 2);
        adapters = "LoRA of rank " + RANK + " on the first " + adapted + " of " + layers + " blocks";
        lora = Lora.rank(RANK).on(LoraTargets.llamaProjections(adapted));
    }

    /**
     * @param path of the model's folder
     * @param engine closed with this
     */
    static TextEnvironment open(Path path, Engine engine, ConceptWorld world) {
        return new TextEnvironment(LlavaSubject.open(path, engine), world);
    }

    @Override
    public String modality() {
        return MODALITY;
    }

    @Override
    public List<ComparedMethod> contenders() {
        return methods.values().stream()
                .map(each -> new ComparedMethod(each.name(), given(each), each.method() + ", " + adapters, each.grid()))
                .toList();
    }

    @Override
    public List<Column> columns() {
        Goal others = Goal.atLeast(0.98).timesThatOf(Cell.BEFORE);
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

    private static Set<String> given(TextMethod method) {
        Set<String> given = new TreeSet<>();
        for (Need need : method.method().method().needs()) {
            switch (need) {
                case RETAIN_DATA -> given.add("retain data");
                case BASE_MODEL -> given.add("base model");
                case CONCEPT_MASK -> given.add("concept mask");
                case ALTERNATIVE_ANSWERS -> given.add("refusals");
                case LABEL_TOKENS -> {}
                case ANCHOR_PROMPT, EMPTY_PROMPT, OWN_SAMPLES, SALIENCY_MASK ->
                    throw new IllegalStateException(need + " for text");
            }
        }
        return given;
    }

    @Override
    public Outcome before(String concept, Effort effort) {
        ForgetTask task = task(concept, 0, effort);
        try (TrainableLlava trainable = TrainableLlava.of(subject.model(), subject.engine(), List.of())) {
            Cell cell = Cell.before(MODALITY, concept);
            TextExam exam = new TextExam(subject, task, effort);
            return new Outcome(
                    cell,
                    exam.figures(trainable, stranger(concept, effort, exam, trainable)),
                    List.of(),
                    examples(task));
        }
    }

    @Override
    public Run run(Cell cell, Effort effort) {
        ForgetTask task = task(cell.concept(), cell.draw(), effort);
        TextMethod method = methods.get(cell.method());
        List<Dialogue> forget = task.forget(IMAGES);
        try (LoraAdapter adapter = LoraAdapter.attach(
                        lora, subject.model().languageModel(), subject.engine().pool(), cell.draw());
                TrainableLlava trainable = TrainableLlava.of(subject.model(), subject.engine(), adapter)) {
            TextExam exam = new TextExam(subject, task, effort);
            // An adapter that was never trained changes nothing.
            TruthRatio stranger = stranger(cell.concept(), effort, exam, trainable);
            Trace trace = new Trace();
            Meter meter = Meter.start(subject.engine().pool());
            try {
                forget(cell, method, task, forget, trainable, trace);
            } catch (Diverged e) {
                return new Run(Outcome.diverged(cell, trace.points()), meter.cost(cell));
            }
            Cost cost = meter.cost(cell);
            Map<String, Score> figures = exam.figures(trainable, stranger);
            List<Outcome.Example> examples = effort.shown(cell) ? examples(task) : List.of();
            if (effort.robustness()) figures.putAll(robustness(task, effort, trainable, adapter));
            return new Run(new Outcome(cell, figures, trace.points(), examples), cost);
        }
    }

    private TruthRatio stranger(String concept, Effort effort, TextExam exam, TrainableLlava untouched) {
        return strangers.computeIfAbsent(concept + effort, key -> exam.ofStranger(untouched));
    }

    private Map<String, Score> robustness(
            ForgetTask task, Effort effort, TrainableLlava trainable, LoraAdapter adapter) {
        Map<Parameter, float[]> before = subject.weights();
        try {
            return new TextRobustness(subject, task, effort).figures(trainable, adapter);
        } finally {
            subject.restore(before);
        }
    }

    private static TrainingMethod loss(Cell cell, TextMethod method) {
        return (TrainingMethod) cell.setting().of(method.method());
    }

    private void forget(
            Cell cell,
            TextMethod method,
            ForgetTask task,
            List<Dialogue> forget,
            TrainableLlava trainable,
            Trace trace) {
        Concept concept = task.concept();
        Unlearner<SampleWithImages> run = Unlearner.of(trainable)
                .method(loss(cell, method))
                .optimizer(AdamW.rate(cell.setting().rate()).decay(0))
                .schedule(Schedule.cosine(0.03))
                .clip(1)
                .batch(BATCH)
                .steps(cell.setting().steps())
                .seed(cell.draw())
                .listen(trace);
        Set<Need> needs = method.method().method().needs();
        if (needs.contains(Need.RETAIN_DATA)) run.retain(subject.samples(task.retain(KEPT), concept));
        if (needs.contains(Need.ALTERNATIVE_ANSWERS)) {
            List<String> refusals = Refusals.draw(forget.size(), cell.draw());
            List<SampleWithImages> alternatives = new ArrayList<>();
            for (int i = 0; i < forget.size(); i++) {
                alternatives.add(subject.answered(forget.get(i), refusals.get(i), concept));
            }
            run.alternatives(alternatives);
        }
        run.forget(subject.samples(forget, concept));
    }

    private ForgetTask task(String concept, int draw, Effort effort) {
        return new ForgetTask(world, Cast.named(concept), draw, effort.asked());
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

    @Override
    public void close() {
        subject.close();
    }
}
