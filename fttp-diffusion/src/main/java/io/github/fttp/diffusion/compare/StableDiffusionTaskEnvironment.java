package io.github.fttp.diffusion.compare;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.method.Need;
import io.github.fttp.core.method.UnlearningMethod;
import io.github.fttp.core.train.Diverged;
import io.github.fttp.diffusion.data.ConceptImages;
import io.github.fttp.diffusion.data.ImageData;
import io.github.fttp.diffusion.data.PromptSource;
import io.github.fttp.diffusion.data.Prompts;
import io.github.fttp.diffusion.data.RetainImages;
import io.github.fttp.diffusion.data.TrainingImage;
import io.github.fttp.diffusion.evaluate.StableDiffusionSubject;
import io.github.fttp.diffusion.method.UNetEdit;
import io.github.fttp.diffusion.method.UNetMethod;
import io.github.fttp.diffusion.pipeline.Gallery;
import io.github.fttp.diffusion.pipeline.LoadedPipeline;
import io.github.fttp.diffusion.pipeline.PartialDenoising;
import io.github.fttp.diffusion.pipeline.StableDiffusionFolder;
import io.github.fttp.diffusion.pipeline.TextToImage;
import io.github.fttp.diffusion.train.Denoising;
import io.github.fttp.diffusion.train.LatentSample;
import io.github.fttp.diffusion.train.TrainableUNet;
import io.github.fttp.diffusion.unet.Conditioning;
import io.github.fttp.diffusion.unet.Framing;
import io.github.fttp.diffusion.unet.UNet2DConditionModel;
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
import io.github.fttp.metrics.compare.Cost;
import io.github.fttp.metrics.compare.Environment;
import io.github.fttp.metrics.compare.Meter;
import io.github.fttp.metrics.compare.Outcome;
import io.github.fttp.metrics.compare.TaskColumns;
import io.github.fttp.metrics.compare.TaskConcept;
import io.github.fttp.metrics.compare.TaskMethod;
import io.github.fttp.metrics.compare.Trace;
import io.github.fttp.metrics.compare.Trial;
import io.github.fttp.metrics.image.DrawingPrompt;
import io.github.fttp.metrics.image.ImageObservation;
import io.github.fttp.metrics.image.ImageSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Stable Diffusion and a {@link ComparisonTask} over folders of images: each method changes its part of the U-Net, metrics of
 * the registry are taken of the task's images and prompts. Forgetting is the share by which the inverse error under the masks
 * fell, utility the share of the inverse error that is left of images to keep, or outside of the masks where there are none.
 */
public final class StableDiffusionTaskEnvironment implements Environment {
    private static final Logger LOG = LoggerFactory.getLogger(StableDiffusionTaskEnvironment.class);
    /** As in the comparison on ConceptWorld: the authors draw one for every step. */
    private static final int OWN_SAMPLES = 32;

    private final ComparisonTask task;
    private final StableDiffusionFolder folder;
    private final Engine engine;
    private final LoadedPipeline model;
    private final UNet2DConditionModel base;
    private final Denoising denoising;
    private final ImageTraining training;
    private final List<Metric<ImageObservation>> metrics;
    /** By concept. */
    private final Map<String, Data> data = new LinkedHashMap<>();
    /** By concept and budget; observed once, while the model is untouched. */
    private final Map<String, Observations<ImageObservation>> before = new HashMap<>();

    /** What a concept is trained with and measured on. */
    private record Data(List<LatentSample> forget, List<LatentSample> retain, Map<DataSet, List<DrawingPrompt>> drawn) {
        Map<DataSet, ImageSet<LatentSample>> sets(Budget budget) {
            Map<DataSet, ImageSet<LatentSample>> sets = new LinkedHashMap<>();
            sets.put(DataSet.FORGET, new ImageSet<>(budget.of(forget), prompts(DataSet.FORGET, budget)));
            if (!retain.isEmpty()) {
                sets.put(DataSet.RETAIN, new ImageSet<>(budget.of(retain), prompts(DataSet.RETAIN, budget)));
            }
            drawn.keySet().forEach(set -> sets.putIfAbsent(set, new ImageSet<>(List.of(), prompts(set, budget))));
            return sets;
        }

        private List<DrawingPrompt> prompts(DataSet set, Budget budget) {
            return budget.of(drawn.getOrDefault(set, List.of()));
        }
    }

    private StableDiffusionTaskEnvironment(ComparisonTask task, StableDiffusionFolder folder, Engine engine) {
        this.task = task;
        this.folder = folder;
        this.engine = engine;
        training = new ImageTraining(task.batch());
        denoising =
                new Denoising(folder.scheduler().schedule(), folder.scheduler().prediction());
        Map<TaskConcept, ImageData> read = new LinkedHashMap<>();
        for (TaskConcept concept : task.concepts()) read.put(concept, images(concept));
        metrics = Metrics.select(ImageObservation.class, task.metrics(), met());
        requireData();
        model = folder.load(engine);
        base = folder.loadUNet(engine);
        for (Parameter each : model.unet().parameters()) {
            each.unfreeze(engine.pool());
            each.trainable(false);
        }
        read.forEach((concept, images) -> data.put(concept.id(), data(concept, images)));
    }

    /**
     * Reads all data, then the model.
     *
     * @param path of the pipeline's folder
     * @param engine closed with this, or at once where something cannot be read
     * @throws BadData naming the file and the field that cannot be used
     */
    public static StableDiffusionTaskEnvironment open(Path path, Engine engine, ComparisonTask task) {
        StableDiffusionFolder folder = null;
        try {
            folder = StableDiffusionFolder.open(path);
            return new StableDiffusionTaskEnvironment(task, folder, engine);
        } catch (RuntimeException e) {
            if (folder != null) folder.close();
            engine.close();
            throw e;
        }
    }

    private ImageData images(TaskConcept concept) {
        ConceptImages images = ConceptImages.in(concept.forget()).size(task.size());
        if (concept.prompts().isPresent()) {
            images = images.prompts(new PromptSource.FromFile(concept.prompts().get()));
        }
        int vaeScaleFactor = folder.vaeConfig().vaeScaleFactor();
        images.requireMultiple(vaeScaleFactor, "size");
        List<RetainImages> retain = new ArrayList<>();
        if (concept.retain().isPresent()) {
            if (concept.retainPrompts().isEmpty()) {
                throw new BadData("concept " + concept.id(), "has images to keep, but no retain_prompts");
            }
            retain.add(RetainImages.in(
                    concept.retain().get(), concept.retainPrompts().get()));
        }
        return ImageData.read(concept.concept(), images, retain, vaeScaleFactor, true, LOG::warn);
    }

    private Data data(TaskConcept concept, ImageData images) {
        Map<DataSet, List<DrawingPrompt>> drawn = new LinkedHashMap<>();
        concept.sets().forEach((set, file) -> {
            List<Prompts.Prompt> prompts = Prompts.read(file).all();
            drawn.put(
                    set,
                    IntStream.range(0, prompts.size())
                            .mapToObj(i -> new DrawingPrompt(
                                    prompts.get(i).text(), prompts.get(i).seed().orElse(i)))
                            .toList());
        });
        List<LatentSample> retain = TrainingImage.encoded(images.retain(), model).stream()
                .map(LatentSample::unmarked)
                .toList();
        return new Data(TrainingImage.encoded(images.forget(), model), retain, drawn);
    }

    private Set<Requirement> met() {
        Set<Requirement> met = EnumSet.of(Requirement.DENOISING_ERRORS, Requirement.BEFORE);
        boolean drawn =
                task.concepts().stream().anyMatch(concept -> !concept.sets().isEmpty());
        if (drawn) met.addAll(EnumSet.of(Requirement.DRAWINGS, Requirement.CONCEPT_MASKS));
        return met;
    }

    private void requireData() {
        for (TaskMethod method : task.methods()) {
            Set<Need> needs = method.spec().method().needs();
            for (TaskConcept concept : task.concepts()) {
                String who = "concept " + concept.id();
                if (needs.contains(Need.RETAIN_DATA) && concept.retain().isEmpty()) {
                    throw new BadData(who, "has no images to keep, which the method " + method.name() + " needs");
                }
                if (needs.contains(Need.ANCHOR_PROMPT) && concept.anchor().isEmpty()) {
                    throw new BadData(who, "has no anchor, which the method " + method.name() + " needs");
                }
            }
        }
    }

    @Override
    public String modality() {
        return ImageEnvironment.MODALITY;
    }

    @Override
    public List<ComparedMethod> methods() {
        return task.methods().stream()
                .map(each -> {
                    UnlearningMethod method = each.spec().method();
                    return new ComparedMethod(
                            each.name(), given(method), each.spec() + ", " + UNetMethod.part(method), each.grid());
                })
                .toList();
    }

    private static Set<String> given(UnlearningMethod method) {
        Set<String> given = new TreeSet<>();
        for (Need need : method.needs()) {
            if (need == Need.OWN_SAMPLES) given.add("no images");
            else if (need != Need.EMPTY_PROMPT) given.add(need.toString());
        }
        return given;
    }

    @Override
    public List<Column> columns() {
        return TaskColumns.of(
                metrics, data.values().iterator().next().sets(task.budget()).keySet(), task.goals());
    }

    @Override
    public Outcome before(String concept, Budget budget) {
        Observations<ImageObservation> observed = observedBefore(concept, budget);
        return new Outcome(
                Trial.before(modality(), concept),
                TaskColumns.scores(evaluation(concept, budget).measure(observed, observed)),
                List.of(),
                List.of());
    }

    private Observations<ImageObservation> observedBefore(String concept, Budget budget) {
        return before.computeIfAbsent(
                concept + " " + budget, key -> evaluation(concept, budget).observe(subject(concept)));
    }

    private Evaluation<ImageSet<LatentSample>, ImageObservation> evaluation(String concept, Budget budget) {
        return new Evaluation<>(metrics, data.get(concept).sets(budget));
    }

    private StableDiffusionSubject subject(String concept) {
        return new StableDiffusionSubject(
                model,
                TrainableUNet.of(model.unet(), engine, denoising, List.of()),
                denoising.schedule().timesteps(),
                TextToImage.of(folder, task.size(), task.size()),
                task.concept(concept).concept(),
                Gallery.Listener.none());
    }

    @Override
    public Run run(Trial trial, Budget budget) {
        TaskConcept concept = task.concept(trial.concept());
        Observations<ImageObservation> untouched = observedBefore(concept.id(), budget);
        UnlearningMethod method = trial.setting().of(task.method(trial.method()).spec());
        Map<Parameter, float[]> weights = new LinkedHashMap<>();
        for (Parameter each : model.unet().parameters())
            weights.put(each, each.value().toArray());
        try {
            Trace trace = new Trace();
            Meter meter = Meter.start(engine.pool());
            try {
                if (method instanceof UNetEdit edit) edit(edit, concept);
                else forget(trial, method, concept, trace);
            } catch (Diverged e) {
                return new Run(Outcome.diverged(trial, trace.points()), meter.cost(trial));
            }
            Cost cost = meter.cost(trial);
            Evaluation<ImageSet<LatentSample>, ImageObservation> evaluation = evaluation(concept.id(), budget);
            Observations<ImageObservation> now = evaluation.observe(subject(concept.id()), untouched);
            return new Run(
                    new Outcome(
                            trial, TaskColumns.scores(evaluation.measure(now, untouched)), trace.points(), List.of()),
                    cost);
        } finally {
            weights.forEach((parameter, values) -> {
                parameter.value().set(values);
                parameter.trainable(false);
            });
        }
    }

    private void forget(Trial trial, UnlearningMethod method, TaskConcept concept, Trace trace) {
        List<LatentSample> samples = data.get(concept.id()).forget();
        if (method.needs().contains(Need.OWN_SAMPLES)) {
            samples = PartialDenoising.authors()
                    .samples(
                            model,
                            PromptSource.authors().of(concept.concept()),
                            task.size(),
                            task.size(),
                            OWN_SAMPLES,
                            trial.draw());
        }
        TrainableUNet trainable = TrainableUNet.of(
                        model.unet(), engine, denoising, UNetMethod.part(method).of(model.unet()))
                .withBase(base)
                .unconditional(model.unconditional(1, framing()))
                .anchor(sample -> conditioning(concept.anchor()));
        training.forget(
                trial, method, trainable, samples, () -> data.get(concept.id()).retain(), trace);
    }

    private Conditioning conditioning(String text) {
        return model.conditioning(List.of(text), framing());
    }

    private Framing framing() {
        return Framing.whole(task.size(), task.size());
    }

    /** The name's state becomes the anchor's; the other concepts' stay. */
    private void edit(UNetEdit method, TaskConcept concept) {
        List<float[]> preserved = task.concepts().stream()
                .filter(other -> !other.equals(concept))
                .map(other -> model.lastState(other.concept().name()))
                .toList();
        method.edit(
                model.unet(),
                engine.pool(),
                List.of(new UNetEdit.Erasure(
                        model.lastState(concept.concept().name()), model.lastState(concept.anchor()))),
                preserved);
    }

    private Set<DataSet> sets(boolean forgotten) {
        return data.values().iterator().next().sets(task.budget()).keySet().stream()
                .filter(set -> set.role().forgets() == forgotten)
                .collect(Collectors.toSet());
    }

    @Override
    public double forgetting(Outcome then, Outcome now) {
        return 1 - TaskColumns.leftOfInverse(then, now, "error under the mask", sets(true));
    }

    @Override
    public double utility(Outcome then, Outcome now) {
        Set<DataSet> kept = sets(false);
        return TaskColumns.leftOfInverse(then, now, "error outside", kept.isEmpty() ? sets(true) : kept);
    }

    @Override
    public void close() {
        base.close();
        model.close();
        folder.close();
        engine.close();
    }
}
