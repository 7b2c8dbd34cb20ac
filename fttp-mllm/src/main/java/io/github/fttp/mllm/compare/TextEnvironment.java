package io.github.fttp.mllm.compare;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.mask.TokenMask.Matching;
import io.github.fttp.core.method.UnlearningMethod;
import io.github.fttp.core.method.WeightEdit;
import io.github.fttp.core.nn.Lora;
import io.github.fttp.core.nn.LoraAdapter;
import io.github.fttp.core.nn.SineOffsets;
import io.github.fttp.core.train.Diverged;
import io.github.fttp.core.train.Resumption;
import io.github.fttp.metrics.compare.Attack;
import io.github.fttp.metrics.compare.Column;
import io.github.fttp.metrics.compare.ComparedMethod;
import io.github.fttp.metrics.compare.ComparisonTask;
import io.github.fttp.metrics.compare.Cost;
import io.github.fttp.metrics.compare.Environment;
import io.github.fttp.metrics.compare.Meter;
import io.github.fttp.metrics.compare.Oracles;
import io.github.fttp.metrics.compare.Outcome;
import io.github.fttp.metrics.compare.Score;
import io.github.fttp.metrics.compare.Setting;
import io.github.fttp.metrics.compare.TaskConcept;
import io.github.fttp.metrics.compare.TaskMethod;
import io.github.fttp.metrics.compare.Trace;
import io.github.fttp.metrics.compare.Trial;
import io.github.fttp.metrics.compare.Waypoint;
import io.github.fttp.mllm.data.PreparedImage;
import io.github.fttp.mllm.data.SampleEncoder;
import io.github.fttp.mllm.evaluate.VisionLanguageSubject;
import io.github.fttp.mllm.method.SineProject;
import io.github.fttp.mllm.model.VisionLanguageFamilies;
import io.github.fttp.mllm.model.VisionLanguageFolder;
import io.github.fttp.mllm.model.VisionLanguageModel;
import io.github.fttp.mllm.train.TrainableConversations;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A vision-language model and a task in text: each method trains a LoRA adapter of the same kind on it. */
final class TextEnvironment implements Environment {
    /** Pixels of a side of an image by which models are compared. */
    private static final int SIDE = 64;

    private final ComparisonTask task;
    private final VisionLanguageFolder folder;
    private final Engine engine;
    private final SampleEncoder encoder;
    private final TextSource source;
    private final VisionLanguageModel model;
    private final Oracles<TextOracle> oracles = new Oracles<>(TextOracle::distances);

    /** By what settings call the part that trains. */
    private final Map<String, Lora> adapters = new HashMap<>();

    /** @param folder closed with this, as is the engine */
    TextEnvironment(ComparisonTask task, VisionLanguageFolder folder, TextSource source, Engine engine) {
        this.task = task;
        this.folder = folder;
        this.engine = engine;
        encoder = folder.encoder(folder.template(task.text().template()));
        this.source = source;
        int blocks = folder.decoder().layers();
        for (TaskMethod method : task.methods()) {
            for (Setting setting : method.grid()) {
                adapters.computeIfAbsent(setting.part(), part -> Blocks.of(part, task.text(), blocks)
                        .adapter(task.text().rank()));
            }
        }
        for (TaskConcept concept : task.concepts()) concept.oracles().forEach(oracle -> requireAlike(folder, oracle));
        model = folder.load(engine);
        if (task.attacks().contains(Attack.ROUNDING)) {
            // In float32, for adapters are merged and taken back.
            inMemory(model, engine);
        }
    }

    /** Refuses an oracle that does not take the images which are prepared for the model. */
    private static void requireAlike(VisionLanguageFolder folder, Path oracle) {
        try (VisionLanguageFolder other = VisionLanguageFamilies.of(oracle).open(oracle)) {
            String family = VisionLanguageFamilies.of(folder.path()).name();
            if (!VisionLanguageFamilies.of(oracle).name().equals(family)) {
                throw new BadData(
                        oracle,
                        "is an oracle of another family than the model in " + folder.path() + ", expected one alike");
            }
            Image any = Image.of(SIDE, SIDE, new byte[3 * SIDE * SIDE]);
            PreparedImage its = other.images().prepare(any);
            PreparedImage own = folder.images().prepare(any);
            if (its.pixels().length != own.pixels().length || its.positions() != own.positions()) {
                throw new BadData(
                        oracle,
                        "is an oracle that takes images of " + its.pixels().length + " values at " + its.positions()
                                + " positions, expected " + own.pixels().length + " at " + own.positions()
                                + " as the model in "
                                + folder.path() + " does");
            }
        }
    }

    private static void inMemory(VisionLanguageModel model, Engine engine) {
        try {
            for (Parameter each : model.parameters()) {
                each.unfreeze(engine.pool());
                each.trainable(false);
            }
        } catch (RuntimeException | Error e) {
            model.close();
            throw e;
        }
    }

    @Override
    public String modality() {
        return task.modality().toString();
    }

    @Override
    public String conceptName(String id) {
        return task.concept(id).concept().name();
    }

    private String part(UnlearningMethod method) {
        if (method instanceof WeightEdit) return "all weights";
        String beside = method instanceof SineProject ? ", and the projector by sines" : "";
        return "LoRA of rank " + task.text().rank() + beside;
    }

    @Override
    public List<ComparedMethod> methods() {
        return task.methods().stream()
                .map(each -> new ComparedMethod(
                        each.id(),
                        each.name(),
                        each.spec().entry().name(),
                        TextTraining.given(each.spec().method()),
                        each.spec() + ", " + part(each.spec().method()),
                        each.grid(),
                        !Trace.follows(each.spec().method())))
                .toList();
    }

    @Override
    public String trains(String method, Setting setting) {
        UnlearningMethod made = task.method(method).spec().method();
        if (made instanceof WeightEdit) return "all weights";
        return made instanceof SineProject ? "LoRA and projector" : "LoRA";
    }

    @Override
    public String place(String method, Setting setting) {
        if (task.method(method).spec().method() instanceof WeightEdit) return "";
        if (!setting.part().isEmpty()) return setting.part();
        int blocks = task.text().blocks();
        return blocks == 0 ? "" : "blocks 1-" + blocks;
    }

    @Override
    public List<Column> columns() {
        return source.columns();
    }

    @Override
    public Waypoint look(String concept) {
        TextExam exam = source.exam(task.concept(concept), 0, task.budget());
        try (TrainableConversations now = TrainableConversations.of(model, engine, List.of())) {
            return exam.course(subject(exam, now)).at(0);
        }
    }

    @Override
    public Optional<Run> run(Trial trial, Resumption resumption) {
        TextExam exam = source.exam(task.concept(trial.concept()), trial.draw(), trial.budget());
        return trial.ofUntouched() ? Optional.of(untouched(trial, exam)) : forgotten(trial, exam, resumption);
    }

    private Run untouched(Trial trial, TextExam exam) {
        Meter meter = Meter.start(engine.pool());
        try (TrainableConversations untouched = TrainableConversations.of(model, engine, List.of())) {
            VisionLanguageSubject subject = subject(exam, untouched);
            Map<String, Score> figures = exam.before(subject);
            if (task.attacks().contains(Attack.PROBES)) figures.putAll(exam.probes(subject));
            if (!trial.budget().validates()) {
                figures.putAll(OtherConcepts.known(exam, subject));
                figures.putAll(OtherConcepts.likeness(exam, subject));
                figures.putAll(besideOracle(trial, exam, subject));
            }
            Outcome outcome = Outcome.untouched(trial, figures, examples(exam, subject));
            return new Run(outcome, meter.cost(trial));
        }
    }

    @Override
    public Outcome known(Trial untouched) {
        TextExam exam = source.exam(task.concept(untouched.concept()), untouched.draw(), untouched.budget());
        try (TrainableConversations trainable = TrainableConversations.of(model, engine, List.of())) {
            VisionLanguageSubject now = subject(exam, trainable);
            exam.observe(now);
            return Outcome.untouched(untouched, exam.ofForgotten(now), List.of());
        }
    }

    private VisionLanguageSubject subject(TextExam exam, TrainableConversations trainable) {
        return new VisionLanguageSubject(
                trainable,
                model,
                encoder,
                exam.concept(),
                Matching.SPANS,
                task.text().answerTokens());
    }

    private Optional<Run> forgotten(Trial trial, TextExam exam, Resumption resumption) {
        try (TrainableConversations untouched = TrainableConversations.of(model, engine, List.of())) {
            exam.observe(subject(exam, untouched));
        }
        Lora lora = adapters.get(trial.setting().part());
        try (LoraAdapter adapter = LoraAdapter.attach(lora, model.languageModel(), engine.pool(), trial.draw());
                TrainableConversations trainable = trainable(trial, adapter)) {
            Meter meter = Meter.start(engine.pool());
            Trace trace = trace(trial, exam, trainable, resumption);
            meter.of(trace, resumption.folder());
            try {
                TextTraining training = new TextTraining(task.batch(), resumption, meter);
                if (!forgets(trial, exam, training, trainable, adapter, trace)) return Optional.empty();
            } catch (Diverged e) {
                return Optional.of(new Run(Outcome.diverged(trial, trace.path()), meter.cost(trial)));
            }
            Cost cost = meter.cost(trial);
            VisionLanguageSubject now = subject(exam, trainable);
            Map<String, Score> figures = exam.scores(now);
            if (!trial.budget().validates()) {
                figures.putAll(OtherConcepts.known(exam, now));
                figures.putAll(new AskedAnswers(exam, now, adapter).scores());
                figures.putAll(besideOracle(trial, exam, now));
            }
            List<Outcome.Example> examples = List.of();
            if (trial.closely()) {
                examples = examples(exam, now);
                figures.putAll(
                        new TextAttacks(task.attacks(), exam, now, adapter, trial.budget()).scores(trial.draw()));
            }
            return Optional.of(new Run(new Outcome(trial, trace.end(), figures, trace.path(), examples), cost));
        }
    }

    private TrainableConversations trainable(Trial trial, LoraAdapter adapter) {
        TrainableConversations trainable = TrainableConversations.of(model, engine, adapter);
        // An edit may change the image encoder: what that made of an image is not to be kept from without it.
        boolean edits = task.method(trial.method()).spec().method() instanceof WeightEdit;
        return edits ? trainable.encodingAnew() : trainable;
    }

    /**
     * Whether it came to its end. Weights of the model's own that change go with the adapter, as PEFT's modules_to_save do.
     *
     * @param adapted trains the adapter alone
     */
    private boolean forgets(
            Trial trial,
            TextExam exam,
            TextTraining training,
            TrainableConversations adapted,
            LoraAdapter adapter,
            Trace trace) {
        UnlearningMethod method = trial.setting().of(task.method(trial.method()).spec());
        if (method instanceof WeightEdit) {
            adapter.train(model.parameters(), engine.pool());
            try (TrainableConversations own = TrainableConversations.of(model, engine, model.parameters())) {
                return training.forget(trial, method, own, exam, trace);
            } finally {
                model.parameters().forEach(each -> each.trainable(false));
            }
        }
        if (!(method instanceof SineProject)) return training.forget(trial, method, adapted, exam, trace);
        adapter.train(model.projector().parameters(), engine.pool());
        try (SineOffsets offsets = SineOffsets.attach(model.projector(), engine.pool());
                TrainableConversations beside = TrainableConversations.withSines(model, engine, adapter, offsets, 1)) {
            boolean ended = training.forget(trial, method, beside, exam, trace);
            offsets.merge();
            return ended;
        }
    }

    private Trace trace(Trial trial, TextExam exam, TrainableConversations trainable, Resumption resumption) {
        TextCourse course = exam.course(subject(exam, trainable));
        return Trace.begin(
                trial.setting(),
                task.protocol().every(),
                resumption.folder().log(),
                (step, last, path) -> course.at(step));
    }

    @Override
    public boolean change(Trial trial, Resumption resumption) {
        TextExam exam = source.exam(task.concept(trial.concept()), trial.draw(), trial.budget());
        Lora lora = adapters.get(trial.setting().part());
        try (LoraAdapter adapter = LoraAdapter.attach(lora, model.languageModel(), engine.pool(), trial.draw());
                TrainableConversations trainable = TrainableConversations.of(model, engine, adapter)) {
            Trace trace = trace(trial, exam, trainable, resumption);
            TextTraining training = new TextTraining(task.batch(), resumption, Meter.start(engine.pool()));
            if (!forgets(trial, exam, training, trainable, adapter, trace)) return false;
            adapter.merge(engine);
            return true;
        }
    }

    private Map<String, Score> besideOracle(Trial trial, TextExam exam, VisionLanguageSubject now) {
        return oracles.distances(
                trial,
                task.concept(trial.concept()).oracles(),
                folder -> oracle(folder, exam),
                () -> TextOracle.of(exam, now));
    }

    private TextOracle oracle(Path path, TextExam exam) {
        try (VisionLanguageFolder opened = VisionLanguageFamilies.of(path).open(path);
                VisionLanguageModel other = opened.load(engine);
                TrainableConversations trainable = TrainableConversations.of(other, engine, List.of())) {
            return TextOracle.of(
                    exam,
                    new VisionLanguageSubject(
                            trainable,
                            other,
                            opened.encoder(opened.template(task.text().template())),
                            exam.concept(),
                            Matching.SPANS,
                            task.text().answerTokens()));
        }
    }

    private static List<Outcome.Example> examples(TextExam exam, VisionLanguageSubject now) {
        List<TextExam.Shown> shown = exam.shown();
        List<String> answers =
                now.answers(shown.stream().map(TextExam.Shown::question).toList());
        List<Outcome.Example> examples = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            TextExam.Shown each = shown.get(i);
            examples.add(new Outcome.Example(each.question().text().question(), answers.get(i), each.image()));
        }
        return examples;
    }

    @Override
    public double forgetting(Outcome before, Outcome after) {
        return source.forgetting(before, after);
    }

    @Override
    public double left(Outcome before, Outcome after) {
        return source.left(before, after);
    }

    @Override
    public double utility(Outcome before, Outcome after) {
        return source.utility(before, after);
    }

    @Override
    public void close() {
        model.close();
        folder.close();
        engine.close();
    }
}
