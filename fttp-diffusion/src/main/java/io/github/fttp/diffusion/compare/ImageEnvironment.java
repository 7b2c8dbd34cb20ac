package io.github.fttp.diffusion.compare;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.method.Need;
import io.github.fttp.core.train.Diverged;
import io.github.fttp.diffusion.method.UNetEdit;
import io.github.fttp.diffusion.pipeline.PartialDenoising;
import io.github.fttp.diffusion.train.LatentSample;
import io.github.fttp.diffusion.train.TrainableUNet;
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
import io.github.fttp.metrics.conceptworld.DrawnCharacter;
import io.github.fttp.metrics.conceptworld.ForgetTask;
import io.github.fttp.metrics.conceptworld.Judge;
import io.github.fttp.metrics.conceptworld.Scene;
import io.github.fttp.metrics.conceptworld.Split;
import io.github.fttp.metrics.conceptworld.Staging;
import io.github.fttp.metrics.statistics.HarmonicMean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A Stable Diffusion that was pretrained the world; each method changes its U-Net, or a part of it. */
public final class ImageEnvironment implements Environment {
    static final String MODALITY = "image";

    private static final ImageTraining TRAINING = new ImageTraining(4);
    private static final int IMAGES = 8;
    private static final int KEPT = 1;
    /** The authors draw one for every step; here each serves a few times, for drawing takes longer than the steps. */
    private static final int OWN_SAMPLES = 32;

    private final WorldStableDiffusion subject;
    private final Judge judge;
    private final ConceptWorld world;
    private final Map<String, ImageMethod> methods = ImageMethod.all();
    /** By the prompts; made once, while the model is untouched. */
    private final Map<List<String>, Untouched> untouched = new HashMap<>();

    private ImageEnvironment(WorldStableDiffusion subject, Judge judge, ConceptWorld world) {
        this.subject = subject;
        this.judge = judge;
        this.world = world;
    }

    /**
     * @param path of the pipeline's folder
     * @param judge says what images show, on as many threads as ND4J takes; closed with this
     * @param engine closed with this
     */
    public static ImageEnvironment open(Path path, Judge judge, Engine engine, ConceptWorld world) {
        try {
            return new ImageEnvironment(WorldStableDiffusion.open(path, engine), judge, world);
        } catch (RuntimeException e) {
            judge.close();
            throw e;
        }
    }

    /** What the methods are called that it can run. */
    public static Set<String> methodNames() {
        return ImageMethod.all().keySet();
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
                        given(each),
                        each.method() + ", " + each.part() + ", on " + each.data(),
                        each.grid()))
                .toList();
    }

    private static Set<String> given(ImageMethod method) {
        Set<String> given = new TreeSet<>();
        switch (method.data()) {
            case IMAGES -> {}
            case WORD_MASKS -> given.add("masks by attention");
            case ANCHORS -> given.add("anchor images, no images of the concept");
            case OWN_SAMPLES -> given.add("no images");
            case STATES -> given.add("no images, names to preserve");
        }
        for (Need need : method.method().method().needs()) {
            switch (need) {
                case CONCEPT_MASK -> {
                    if (method.data() == ImageMethod.Data.IMAGES) given.add("concept mask");
                }
                case EMPTY_PROMPT, OWN_SAMPLES -> {}
                default -> given.add(need.toString());
            }
        }
        return given;
    }

    @Override
    public List<Column> columns() {
        return List.of(
                Column.share("unlearning accuracy").aim(Goal.atLeast(0.95)),
                Column.share("retain accuracy").aim(Goal.atLeast(0.95).timesThatOf(Trial.BEFORE)),
                Column.share("near retained"),
                Column.share("far retained"),
                Column.share("places of others"),
                Column.share("places of the target"),
                Column.plain("background distance").aim(Goal.atMost(1.2).timesThatOf(ImageMethod.FINE_TUNING)),
                Column.ratio("error under the mask"),
                Column.ratio("error outside"));
    }

    @Override
    public Outcome before(String concept, Budget budget) {
        ForgetTask task = new ForgetTask(world, Cast.named(concept), 0, asked(budget));
        ImageExam exam = exam(task, budget);
        return new Outcome(
                Trial.before(MODALITY, concept),
                exam.figures(trainable(List.of(), Map.of()), untouched(exam)),
                List.of(),
                examples(task));
    }

    private ImageExam exam(ForgetTask task, Budget budget) {
        return new ImageExam(subject, judge, task, budget);
    }

    private Untouched untouched(ImageExam exam) {
        return untouched.computeIfAbsent(exam.prompts(), prompts -> exam.untouched());
    }

    @Override
    public Run run(Trial trial, Budget budget) {
        ForgetTask task = new ForgetTask(world, Cast.named(trial.concept()), trial.draw(), asked(budget));
        ImageMethod method = methods.get(trial.method());
        ImageExam exam = exam(task, budget);
        Untouched before = untouched(exam);
        Map<Parameter, float[]> weights = subject.weights();
        try {
            Trace trace = new Trace();
            Meter meter = Meter.start(subject.engine().pool());
            Map<LatentSample, String> samples = samples(trial, method, task);
            TrainableUNet trainable = trainable(method.part().of(subject.model().unet()), samples);
            try {
                if (trial.setting().of(method.method()) instanceof UNetEdit edit) edit(edit, task);
                else {
                    TRAINING.forget(
                            trial,
                            trial.setting().of(method.method()),
                            trainable,
                            List.copyOf(samples.keySet()),
                            () -> retain(method, task),
                            trace);
                }
            } catch (Diverged e) {
                return new Run(Outcome.diverged(trial, trace.points()), meter.cost(trial));
            }
            Cost cost = meter.cost(trial);
            Map<String, Score> figures = exam.figures(trainable, before);
            List<Outcome.Example> examples = budget.shown(trial) ? examples(task) : List.of();
            if (budget.robustness()) figures.putAll(robustness(task, exam));
            return new Run(new Outcome(trial, figures, trace.points(), examples), cost);
        } finally {
            weights.forEach((parameter, values) -> {
                parameter.value().set(values);
                parameter.trainable(false);
            });
        }
    }

    private Map<String, Score> robustness(ForgetTask task, ImageExam exam) {
        List<Parameter> all = subject.model().unet().parameters();
        TrainableUNet untouched = TrainableUNet.of(subject.base(), subject.engine(), subject.denoising(), List.of());
        return new ImageRobustness(subject, task, exam).figures(trainable(all, Map.of()), untouched);
    }

    /** @param anchors what shall stand in the concept's place, for each sample */
    private TrainableUNet trainable(List<Parameter> trained, Map<LatentSample, String> anchors) {
        return TrainableUNet.of(subject.model().unet(), subject.engine(), subject.denoising(), trained)
                .withBase(subject.base())
                .unconditional(subject.conditioning(""))
                .anchor(sample -> subject.conditioning(anchors.get(sample)));
    }

    /** What a method trains on, each with the prompt of what shall stand in the concept's place, in a fixed order. */
    private Map<LatentSample, String> samples(Trial trial, ImageMethod method, ForgetTask task) {
        // Samples are told apart by what they are, not by what is in them.
        Map<LatentSample, String> samples = new LinkedHashMap<>();
        DrawnCharacter target = task.target();
        String other = Cast.far(target).get(0).name();
        switch (method.data()) {
            case IMAGES, WORD_MASKS -> {
                for (Staging each : task.images(IMAGES)) {
                    LatentSample drawn = subject.sample(each, each.caption(), target);
                    LatentSample sample = method.data() == ImageMethod.Data.IMAGES
                            ? drawn
                            : subject.foundByWords(drawn, each.caption(), target);
                    samples.put(sample, each.caption(figure -> other));
                }
            }
            case ANCHORS -> {
                for (Staging each : task.places(IMAGES)) {
                    samples.put(subject.sample(each, named(each, target), target), each.caption());
                }
            }
            case OWN_SAMPLES -> {
                PartialDenoising.authors()
                        .samples(subject.model(), target.name(), Staging.SIZE, Staging.SIZE, OWN_SAMPLES, trial.draw())
                        .forEach(sample -> samples.put(sample, ""));
            }
            case STATES -> {}
        }
        return samples;
    }

    /** A prompt for a place that says somebody is there. */
    private static String named(Staging empty, DrawnCharacter target) {
        return target.name() + " standing " + empty.scene().phrase() + " "
                + empty.light().phrase();
    }

    private List<LatentSample> retain(ImageMethod method, ForgetTask task) {
        List<Staging> images =
                method.data() == ImageMethod.Data.ANCHORS ? task.places(IMAGES) : task.retainImages(KEPT);
        return images.stream()
                .map(each -> subject.sample(each, each.caption(), task.target()))
                .toList();
    }

    /** The name's state becomes that of no text; the others' and the places' stay. */
    private void edit(UNetEdit method, ForgetTask task) {
        List<float[]> preserved = new ArrayList<>();
        for (DrawnCharacter other : Cast.CHARACTERS) {
            if (!other.equals(task.target())) preserved.add(subject.model().lastState(other.name()));
        }
        for (Scene scene : Scene.values()) preserved.add(subject.model().lastState(scene.word()));
        method.edit(
                subject.model().unet(),
                subject.engine().pool(),
                List.of(new UNetEdit.Erasure(
                        subject.model().lastState(task.target().name()),
                        subject.model().lastState(""))),
                preserved);
    }

    /** The target twice, a near one, two others, a place. */
    private List<Outcome.Example> examples(ForgetTask task) {
        List<Staging> asked = new ArrayList<>(world.images(Split.TEST, 2, task.target()));
        List<DrawnCharacter> others = new ArrayList<>(Cast.near(task.target()));
        others.addAll(Cast.far(task.target()).subList(0, 3 - others.size()));
        others.forEach(other -> asked.addAll(world.images(Split.TEST, 1, other)));
        asked.addAll(world.images(Split.TEST, 1));
        List<String> prompts = asked.stream().map(Staging::caption).toList();
        List<Image> images = subject.images(prompts);
        List<Outcome.Example> examples = new ArrayList<>();
        for (int i = 0; i < prompts.size(); i++) {
            examples.add(new Outcome.Example(
                    prompts.get(i), "", Base64.getEncoder().encodeToString(Images.png(images.get(i)))));
        }
        return examples;
    }

    /** As far as the untouched model draws the concept. */
    @Override
    public double forgetting(Outcome before, Outcome after) {
        double drew = 1 - before.value("unlearning accuracy");
        if (drew == 0) return 1; // there was nothing to forget
        return Math.max(0, 1 - (1 - after.value("unlearning accuracy")) / drew);
    }

    /** The harmonic mean of what is left of near ones, of far ones and of places. */
    @Override
    public double utility(Outcome before, Outcome after) {
        return HarmonicMean.of(
                after.left("near retained", before),
                after.left("far retained", before),
                after.left("places of others", before));
    }

    private static Split asked(Budget budget) {
        return budget.validates() ? Split.VALIDATION : Split.TEST;
    }

    @Override
    public void close() {
        judge.close();
        subject.close();
    }
}
