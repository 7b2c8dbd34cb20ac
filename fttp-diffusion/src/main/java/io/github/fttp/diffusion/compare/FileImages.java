package io.github.fttp.diffusion.compare;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.mask.MaskSettings;
import io.github.fttp.core.mask.UniformMasks;
import io.github.fttp.core.method.Need;
import io.github.fttp.diffusion.data.ConceptImages;
import io.github.fttp.diffusion.data.ConceptMasks;
import io.github.fttp.diffusion.data.ImageData;
import io.github.fttp.diffusion.data.PromptSource;
import io.github.fttp.diffusion.data.Prompts;
import io.github.fttp.diffusion.data.RetainImages;
import io.github.fttp.diffusion.data.TrainingImage;
import io.github.fttp.diffusion.pipeline.StableDiffusionFolder;
import io.github.fttp.diffusion.train.LatentSample;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.Direction;
import io.github.fttp.metrics.Metric;
import io.github.fttp.metrics.Metrics;
import io.github.fttp.metrics.Observations;
import io.github.fttp.metrics.Requirement;
import io.github.fttp.metrics.Role;
import io.github.fttp.metrics.compare.Attack;
import io.github.fttp.metrics.compare.Budget;
import io.github.fttp.metrics.compare.Column;
import io.github.fttp.metrics.compare.ComparisonTask;
import io.github.fttp.metrics.compare.ConceptFiles;
import io.github.fttp.metrics.compare.ImageSettings;
import io.github.fttp.metrics.compare.Outcome;
import io.github.fttp.metrics.compare.SampleContents;
import io.github.fttp.metrics.compare.TaskColumns;
import io.github.fttp.metrics.compare.TaskConcept;
import io.github.fttp.metrics.compare.Until;
import io.github.fttp.metrics.conceptworld.Judge;
import io.github.fttp.metrics.image.DrawingPrompt;
import io.github.fttp.metrics.image.ImageClassifier;
import io.github.fttp.metrics.image.ImageMetrics;
import io.github.fttp.metrics.image.ImageNetworks;
import io.github.fttp.metrics.image.ImageObservation;
import io.github.fttp.metrics.knowledge.HeldOut;
import io.github.fttp.metrics.onnx.OnnxClassifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folders of images and files of prompts, of which metrics of the registry are taken. Forgetting is the share by which the
 * inverse error under the masks fell, utility the share of the inverse error that is left of images to keep, or outside of the
 * masks where there are none.
 */
final class FileImages implements ImageSource {
    private static final Logger LOG = LoggerFactory.getLogger(FileImages.class);

    /** Share of the images that is held out, to follow runs on. */
    private static final double HELD = 0.1;

    private final Read read;
    private final ComparisonTask task;
    private final ComparedPipeline pipeline;
    private final ImageNetworks networks;
    private final List<Metric<ImageObservation>> metrics;
    private final List<Column> columns;
    /** By concept. */
    private final Map<String, Data> data = new LinkedHashMap<>();
    /** By concept and budget; observed once, while the model is untouched. */
    private final Map<String, Observations<ImageObservation>> before = new HashMap<>();

    /**
     * Data that a concept is trained with and measured on.
     *
     * @param prompts of the images to forget
     * @param followed images of the concept that runs are followed on
     * @param followedPrompts to draw of these
     * @param others images to keep that runs are followed on
     * @param kept images to keep that are measured in the end; those to train on, where there are too few to part
     */
    record Data(
            List<LatentSample> forget,
            List<String> prompts,
            List<LatentSample> retain,
            List<LatentSample> followed,
            List<DrawingPrompt> followedPrompts,
            List<LatentSample> others,
            List<LatentSample> kept,
            Map<DataSet, List<DrawingPrompt>> drawn) {}

    /**
     * Data of files, read before any model is.
     *
     * @param validation images that runs are followed on; none of a concept of which some are held out
     * @param metrics that are taken
     */
    record Read(
            ComparisonTask task,
            Map<TaskConcept, ImageData> images,
            Map<TaskConcept, List<TrainingImage>> validation,
            List<Metric<ImageObservation>> metrics,
            List<Column> columns,
            ImageNetworks networks) {}

    /**
     * Reads all data.
     *
     * @throws BadData naming the file and the field that cannot be used, or what a method or an attack misses
     */
    static Read read(ComparisonTask task, StableDiffusionFolder folder, Collection<ImageMethod> methods) {
        Map<TaskConcept, ImageData> read = new LinkedHashMap<>();
        Map<TaskConcept, List<TrainingImage>> validation = new LinkedHashMap<>();
        for (TaskConcept concept : task.concepts()) {
            read.put(concept, images(task, concept, folder));
            validation.put(concept, validation(task, concept, folder));
        }
        ImageNetworks networks = networks(task.image());
        List<Metric<ImageObservation>> metrics = Metrics.select(
                ImageObservation.class,
                task.metricsWith(ImageMetrics.ERROR_UNDER_MASK, ImageMetrics.ERROR_OUTSIDE),
                met(task, networks));
        List<Column> columns = TaskColumns.of(metrics, sets(task), task.goals());
        read.forEach((concept, images) -> {
            for (ImageMethod method : methods) {
                requireData(concept, method);
                if (method.data() == ImageMethod.Data.ATTENTION_MASKS) requireNamed(concept, images, folder);
            }
            requireAttackable(task, concept, images);
            if (task.attacks().contains(Attack.PREFIX) && !networks.meets().contains(Requirement.CLASSIFIER)) {
                throw new BadData(
                        "attacks", "has " + Attack.PREFIX + ", which needs a classifier to see the concept by");
            }
            requireFollowed(task, concept, images, validation.get(concept));
            SampleContents followed = contents("validation", validation.get(concept));
            followed.requireApart(concept.id(), contents("forget", images.forget()));
            followed.requireApart(concept.id(), contents("retain", images.retain()));
        });
        return new Read(task, read, validation, metrics, columns, networks);
    }

    /** Encodes what was read. */
    FileImages(Read read, ComparedPipeline pipeline) {
        this.read = read;
        task = read.task();
        this.pipeline = pipeline;
        metrics = read.metrics();
        columns = read.columns();
        networks = read.networks();
        networks.check(pipeline.engine(), pipeline.how().width(), pipeline.how().height());
        read.images()
                .forEach((concept, images) -> data.put(
                        concept.id(), data(concept, images, read.validation().get(concept))));
    }

    private static ImageData images(ComparisonTask task, TaskConcept concept, StableDiffusionFolder folder) {
        ConceptFiles files = concept.files();
        List<RetainImages> retain = new ArrayList<>();
        if (files.retain().isPresent()) {
            Path kept = files.retain().get();
            retain.add(files.retainPrompts()
                    .map(prompts -> RetainImages.in(kept, prompts))
                    .orElseGet(() -> besideThem(concept, kept)));
        }
        return read(task, concept, files.forget(), retain, folder);
    }

    private static RetainImages besideThem(TaskConcept concept, Path kept) {
        try {
            return RetainImages.in(kept);
        } catch (BadData e) {
            throw new BadData("concept " + concept.id(), "has no retain_prompts, and " + e.getMessage(), e);
        }
    }

    private static List<TrainingImage> validation(
            ComparisonTask task, TaskConcept concept, StableDiffusionFolder folder) {
        return concept.files()
                .validation()
                .map(images -> read(task, concept, images, List.of(), folder).forget())
                .orElse(List.of());
    }

    /** @param images folder of them, with masks beside them */
    private static ImageData read(
            ComparisonTask task,
            TaskConcept concept,
            Path images,
            List<RetainImages> retain,
            StableDiffusionFolder folder) {
        ConceptImages read = ConceptImages.in(images).size(task.image().size());
        if (task.image().uniformMasks()) {
            read = read.masks(new ConceptMasks.Drawn(MaskSettings.beside(), UniformMasks.ALLOWED));
        }
        Optional<Path> prompts = concept.files().prompts();
        if (prompts.isPresent()) read = read.prompts(new PromptSource.FromFile(prompts.get()));
        int vaeScaleFactor = folder.vaeConfig().vaeScaleFactor();
        read.requireMultiple(vaeScaleFactor, "size");
        return ImageData.read(concept.concept(), read, retain, vaeScaleFactor, true, LOG::warn);
    }

    private Data data(TaskConcept concept, ImageData images, List<TrainingImage> validation) {
        Map<DataSet, List<DrawingPrompt>> drawn = new LinkedHashMap<>();
        concept.files().sets().forEach((set, file) -> drawn.put(set, prompts(file)));
        HeldOut ofForget = validation.isEmpty()
                ? held(task, images.forget())
                : HeldOut.nothing(images.forget().size());
        HeldOut ofRetain = held(task, images.retain());
        SampleContents all = contents("forget", images.forget());
        SampleContents kept = contents("retain", images.retain());
        Set<String> held = new HashSet<>(all.held(ofForget));
        held.addAll(kept.held(ofRetain));
        List<TrainingImage> forget = apart(concept, all, held, images.forget());
        List<TrainingImage> retain = apart(concept, kept, held, images.retain());
        KeptImages<TrainingImage> parts = KeptImages.of(retain, contents("retain", retain));
        if (parts.areShared()) {
            LOG.warn(
                    "concept {}, retain: {} images are too few to part, so what is kept is measured on those that methods train on",
                    concept.id(),
                    retain.size());
        }
        List<TrainingImage> followed = validation.isEmpty() ? ofForget.held(images.forget()) : validation;
        return new Data(
                TrainingImage.encoded(forget, pipeline.model()),
                prompts(forget),
                unmarked(parts.trained()),
                TrainingImage.encoded(followed, pipeline.model()),
                followed(followed, drawn.values()),
                unmarked(ofRetain.held(images.retain())),
                unmarked(parts.measured()),
                drawn);
    }

    private static SampleContents contents(String field, List<TrainingImage> images) {
        return new SampleContents(
                field, images.stream().map(each -> Set.of(each.digest())).toList());
    }

    /** Leaves out what runs are followed on, and copies of it. */
    private static List<TrainingImage> apart(
            TaskConcept concept, SampleContents contents, Set<String> held, List<TrainingImage> images) {
        HeldOut without = contents.without(held);
        if (!without.isEmpty()) {
            LOG.info("concept {}, {}: {} are held out to follow runs by", concept.id(), contents.field(), without);
        }
        return without.training(images);
    }

    private List<LatentSample> unmarked(List<TrainingImage> images) {
        return TrainingImage.encoded(images, pipeline.model()).stream()
                .map(LatentSample::unmarked)
                .toList();
    }

    /** Prompts of images with seeds behind all that are drawn in the end: none of these drawings is made there. */
    private static List<DrawingPrompt> followed(
            List<TrainingImage> images, Collection<List<DrawingPrompt>> drawnInTheEnd) {
        long last = drawnInTheEnd.stream()
                .flatMap(List::stream)
                .mapToLong(DrawingPrompt::seed)
                .max()
                .orElse(-1);
        return IntStream.range(0, images.size())
                .mapToObj(i -> new DrawingPrompt(images.get(i).prompt(), last + 1 + i))
                .toList();
    }

    private static List<String> prompts(List<TrainingImage> images) {
        return images.stream().map(TrainingImage::prompt).toList();
    }

    /** Chooses what runs are followed on; nothing where they make all their steps. */
    private static HeldOut held(ComparisonTask task, List<TrainingImage> images) {
        boolean ends = task.protocol().until() == Until.GONE;
        return ends ? HeldOut.of(images.size(), HELD, 0) : HeldOut.nothing(images.size());
    }

    private static void requireFollowed(
            ComparisonTask task, TaskConcept concept, ImageData images, List<TrainingImage> validation) {
        HeldOut held = held(task, images.forget());
        if (task.protocol().until() == Until.STEPS || !validation.isEmpty() || !held.isEmpty()) return;
        throw new BadData(
                "concept " + concept.id(),
                "has no images that runs can be ended by: no validation images, and held out of those to forget: "
                        + held);
    }

    private static List<DrawingPrompt> prompts(Path file) {
        List<Prompts.Prompt> prompts = Prompts.read(file).all();
        return IntStream.range(0, prompts.size())
                .mapToObj(i -> new DrawingPrompt(
                        prompts.get(i).text(), prompts.get(i).seed().orElse(i)))
                .toList();
    }

    private static Set<Requirement> met(ComparisonTask task, ImageNetworks networks) {
        Set<Requirement> met = EnumSet.of(Requirement.DENOISING_ERRORS, Requirement.BEFORE);
        if (task.concepts().get(0).files().sets().isEmpty()) return met;
        met.addAll(EnumSet.of(Requirement.DRAWINGS, Requirement.CONCEPT_MASKS));
        met.addAll(networks.meets());
        return met;
    }

    private static ImageNetworks networks(ImageSettings settings) {
        ImageNetworks networks = ImageNetworks.none();
        String classifier = settings.classifier();
        if (!classifier.isEmpty()) {
            networks = networks.classifier(
                    classifier, classifier(classifier, () -> Judge.standard().characters()));
        }
        String cross = settings.crossClassifier();
        if (!cross.isEmpty())
            networks = networks.crossClassifier(
                    cross, classifier(cross, () -> Judge.standard().places()));
        return settings.clip().isPresent() ? networks.clip(settings.clip().get()) : networks;
    }

    /** @param judge makes the classifier of the drawn world; not loaded, as DeepLearning4J is not, where another is named */
    private static Supplier<ImageClassifier> classifier(String named, Supplier<ImageClassifier> judge) {
        return named.equals(ImageSettings.JUDGE) ? judge : () -> OnnxClassifier.open(Path.of(named));
    }

    /** Lists the sets of every concept. */
    private static Set<DataSet> sets(ComparisonTask task) {
        ConceptFiles files = task.concepts().get(0).files();
        Set<DataSet> sets = new LinkedHashSet<>(Set.of(DataSet.FORGET));
        if (files.retain().isPresent()) sets.add(DataSet.RETAIN);
        sets.addAll(files.sets().keySet());
        return sets;
    }

    private static void requireData(TaskConcept concept, ImageMethod method) {
        String who = "concept " + concept.id();
        ConceptFiles files = concept.files();
        String name = method.method().name();
        if (method.data() == ImageMethod.Data.ANCHOR_IMAGES) {
            throw new BadData(
                    "method " + method.method().id(),
                    "data is anchor-images, which only the drawn world has; of files a method is given the concept's");
        }
        if (method.needs(Need.RETAIN_DATA) && files.retain().isEmpty()) {
            throw new BadData(who, "has no images to keep, which the method " + name + " needs");
        }
        if (method.needs(Need.ANCHOR_PROMPT) && files.anchor().isEmpty()) {
            throw new BadData(who, "has no anchor, which the method " + name + " needs");
        }
    }

    private static void requireNamed(TaskConcept concept, ImageData images, StableDiffusionFolder folder) {
        for (TrainingImage image : images.forget()) {
            if (folder.tokenizers().positions(image.prompt(), concept.concept()).length > 0) continue;
            throw new BadData(
                    image.name(),
                    "its prompt \"" + image.prompt() + "\" does not name "
                            + concept.concept().name() + ", as masks by attention need");
        }
    }

    private static void requireAttackable(ComparisonTask task, TaskConcept concept, ImageData images) {
        int count = images.forget().size();
        if (!task.attacks().contains(Attack.RELEARNING) || count > ImageAttacks.RELEARNED) return;
        throw new BadData(
                "concept " + concept.id(),
                "has " + count + " images to forget: the attack " + Attack.RELEARNING
                        + " needs others to measure on than the " + ImageAttacks.RELEARNED + " that it learns from");
    }

    @Override
    public List<Column> columns() {
        return columns;
    }

    @Override
    public ImageExam exam(TaskConcept concept, int draw, Budget budget) {
        return new FileImageExam(task, concept, budget, data.get(concept.id()), metrics, networks, pipeline, before);
    }

    @Override
    public ImageExam exam(TaskConcept concept, Budget budget, ComparedPipeline other) {
        return new FileImages(read, other).exam(concept, 0, budget);
    }

    private Set<DataSet> sets(boolean forgotten) {
        return sets(task).stream()
                .filter(set -> set.role() != Role.UNSEEN && set.role().forgets() == forgotten)
                .collect(Collectors.toSet());
    }

    @Override
    public double forgetting(Outcome then, Outcome now) {
        return TaskColumns.gone(then, now, ImageMetrics.ERROR_UNDER_MASK, Direction.LOWER, sets(true));
    }

    @Override
    public double left(Outcome then, Outcome now) {
        return TaskColumns.left(then, now, ImageMetrics.ERROR_UNDER_MASK, Direction.LOWER, sets(true));
    }

    @Override
    public double utility(Outcome then, Outcome now) {
        Set<DataSet> kept = TaskColumns.measured(then, ImageMetrics.ERROR_OUTSIDE, sets(false));
        return TaskColumns.left(
                then, now, ImageMetrics.ERROR_OUTSIDE, Direction.LOWER, kept.isEmpty() ? sets(true) : kept);
    }
}
