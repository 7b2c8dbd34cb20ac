package io.github.fttp.diffusion.evaluate;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.diffusion.data.ConceptImages;
import io.github.fttp.diffusion.data.ImageData;
import io.github.fttp.diffusion.data.Prompts;
import io.github.fttp.diffusion.data.RetainImages;
import io.github.fttp.diffusion.data.TrainingImage;
import io.github.fttp.diffusion.pipeline.Gallery;
import io.github.fttp.diffusion.pipeline.ImageMemory;
import io.github.fttp.diffusion.pipeline.LoadedPipeline;
import io.github.fttp.diffusion.pipeline.OpenPipeline;
import io.github.fttp.diffusion.pipeline.StableDiffusionFolder;
import io.github.fttp.diffusion.pipeline.TextToImage;
import io.github.fttp.diffusion.train.Denoising;
import io.github.fttp.diffusion.train.LatentSample;
import io.github.fttp.diffusion.train.TrainableUNet;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.Evaluation;
import io.github.fttp.metrics.Metric;
import io.github.fttp.metrics.Metrics;
import io.github.fttp.metrics.Observations;
import io.github.fttp.metrics.Requirement;
import io.github.fttp.metrics.image.DrawingPrompt;
import io.github.fttp.metrics.image.ImageNetworks;
import io.github.fttp.metrics.image.ImageObservation;
import io.github.fttp.metrics.image.ImageSet;
import io.github.fttp.metrics.knowledge.UnseenSets;
import io.github.fttp.metrics.report.EvaluationReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measuring what a Stable Diffusion knows of a concept and of everything else, to be described and then {@link #run}: as often as
 * one likes, each time of the model as it is at that moment. The errors of the noise that it finds are measured on images, under
 * the masks and outside; what it draws, on prompts. All metrics are taken whose needs are met, unless some are named.
 *
 * <pre>{@code
 * ImageEvaluation evaluation = model.evaluate(concept, ConceptImages.in(photos))
 *         .on(DataSet.NATURAL, Path.of("others"))
 *         .draw(DataSet.FORGET, Path.of("prompts.txt"));
 * Observations<ImageObservation> before = evaluation.observe();
 * // ... the model forgets ...
 * evaluation.before(before).run().write(Path.of("evaluation.html"));
 * }</pre>
 */
public final class ImageEvaluation {
    private static final Logger LOG = LoggerFactory.getLogger(ImageEvaluation.class);

    private final OpenPipeline open;
    private final Concept concept;
    private final ConceptImages images;
    private final List<RetainImages> retain = new ArrayList<>();
    private final Map<DataSet, Drawn> drawn = new LinkedHashMap<>();
    private UnseenSets<Path> folders = UnseenSets.<Path>every(0).share(0);
    private List<String> metrics = List.of();
    private List<Metric<ImageObservation>> own = List.of();
    private ImageNetworks networks = ImageNetworks.none();
    private Before before = new Before.Unknown();
    private TextToImage how;
    private Gallery.Listener drawings = Gallery.Listener.none();
    private Consumer<String> warn = LOG::warn;
    /** The images as they were read; null before. */
    private ImageData read;
    /** Images with their masks, which are found once: a model that forgot would find others; null before. */
    private ImageData masked;

    /**
     * Prompts that are drawn for a set.
     *
     * @param from where the prompts are from, for messages
     */
    private record Drawn(Object from, List<DrawingPrompt> prompts) {
        private static final Drawn NOTHING = new Drawn("", List.of());
    }

    /** The model as it was. */
    private sealed interface Before {
        /** Nobody knows. */
        record Unknown() implements Before {}

        /** A pipeline to be observed. */
        record Folder(Path path) implements Before {}

        /** Observations of it. */
        record Observed(Observations<ImageObservation> observations) implements Before {}
    }

    /**
     * @param open the model; it stays the caller's
     * @param images that show the concept: the data to forget
     */
    public ImageEvaluation(OpenPipeline open, Concept concept, ConceptImages images) {
        this.open = open;
        this.concept = concept;
        this.images = images;
        how = TextToImage.of(open.folder(), images.size(), images.size());
    }

    /**
     * Measures the errors on these images to keep.
     *
     * @throws IllegalStateException if the images were read already
     */
    public ImageEvaluation retain(RetainImages more) {
        requireUnread();
        retain.add(more);
        return this;
    }

    /**
     * Measures on one more set: the errors on the images of a folder, read as {@link ConceptImages#of} and {@link
     * RetainImages#in(Path)} say; or what is drawn of the prompts of a file.
     *
     * @throws IllegalArgumentException if there are such data already
     * @throws IllegalStateException if they are images, and those were read already
     */
    public ImageEvaluation on(DataSet set, Path folderOrPrompts) {
        if (!Files.isDirectory(folderOrPrompts)) return draw(set, folderOrPrompts);
        requireUnread();
        boolean taken = set.equals(DataSet.FORGET) || set.equals(DataSet.RETAIN) && !retain.isEmpty();
        if (taken || folders.given().containsKey(set)) {
            throw new IllegalArgumentException("there are images of the data set " + set + " already");
        }
        folders = folders.with(set, folderOrPrompts);
        return this;
    }

    /** Refuses more images behind the first observation, with which later ones are compared. */
    private void requireUnread() {
        if (read == null) return;
        throw new IllegalStateException(
                "the images were read for the first observation already: name all of them before it");
    }

    /** Draws the prompts of a file, see {@link Prompts}; one without a seed has its number, from 0, for it. */
    public ImageEvaluation draw(DataSet set, Path file) {
        List<Prompts.Prompt> all = Prompts.read(file).all();
        return draw(
                set,
                new Drawn(
                        file,
                        IntStream.range(0, all.size())
                                .mapToObj(i -> new DrawingPrompt(
                                        all.get(i).text(), all.get(i).seed().orElse(i)))
                                .toList()));
    }

    /**
     * Draws these prompts.
     *
     * @throws IllegalArgumentException if there are prompts of the set already
     */
    public ImageEvaluation draw(DataSet set, List<DrawingPrompt> prompts) {
        return draw(set, new Drawn("data set " + set, List.copyOf(prompts)));
    }

    private ImageEvaluation draw(DataSet set, Drawn prompts) {
        if (drawn.putIfAbsent(set, prompts) != null) {
            throw new IllegalArgumentException("there are prompts of the data set " + set + " already");
        }
        return this;
    }

    /** Whether there are prompts to draw. */
    public boolean draws() {
        return !drawn.isEmpty();
    }

    /** Draws so; 50 steps at the size of the images unless said otherwise. */
    public ImageEvaluation how(TextToImage settings) {
        how = settings;
        return this;
    }

    /** Has these networks look at what is drawn. */
    public ImageEvaluation networks(ImageNetworks others) {
        networks = others;
        return this;
    }

    /** Takes these metrics alone, by their names; none for all whose needs are met. */
    public ImageEvaluation metrics(List<String> names) {
        metrics = List.copyOf(names);
        return this;
    }

    /** Takes these metrics as well, which need not be registered, where their needs are met. */
    public ImageEvaluation also(List<Metric<ImageObservation>> others) {
        own = List.copyOf(others);
        return this;
    }

    /** Compares with what was observed of the model as it was, on the same data. */
    public ImageEvaluation before(Observations<ImageObservation> observations) {
        before = new Before.Observed(observations);
        return this;
    }

    /** Compares with the model as it was, a pipeline folder, which is opened when its turn comes and closed again. */
    public ImageEvaluation before(Path pipeline) {
        before = new Before.Folder(pipeline);
        return this;
    }

    /** Tells a listener of images that are drawn. */
    public ImageEvaluation listen(Gallery.Listener listener) {
        drawings = listener;
        return this;
    }

    /** Hands warnings to somebody; they are logged unless said otherwise. */
    public ImageEvaluation warn(Consumer<String> to) {
        warn = to;
        return this;
    }

    /**
     * Observes the model as it is now, with all that a later comparison with it needs.
     *
     * @throws io.github.fttp.core.io.InputException as {@link #run}
     */
    public Observations<ImageObservation> observe() {
        Set<Requirement> met = met();
        met.addAll(EnumSet.of(Requirement.BEFORE, Requirement.CONCEPT_MASKS));
        List<Metric<ImageObservation>> chosen = chosen(met);
        check(open.folder());
        return observe(open, chosen, Observations.none(concept));
    }

    /**
     * Measures the model as it is now.
     *
     * @throws io.github.fttp.core.io.InputException if data, networks or settings cannot be used, or a metric is not known or
     *     lacks what it needs, before anything is computed
     */
    public EvaluationReport run() {
        List<Metric<ImageObservation>> chosen = chosen(met());
        if (draws() && chosen.stream().noneMatch(each -> each.needs().contains(Requirement.DRAWINGS))) {
            warn.accept("the prompts are not drawn: no metric that is taken looks at what is drawn");
        }
        check(open.folder());
        networks.check(open.engine(), how.width(), how.height());
        Observations<ImageObservation> then = observeBefore(chosen);
        Map<DataSet, List<DrawingPrompt>> asked = new LinkedHashMap<>();
        drawn.forEach((set, each) -> asked.put(set, each.prompts()));
        Evaluation.requireSame(asked, then, "the model before");
        Observations<ImageObservation> now = observe(open, chosen, then);
        List<Observations<ImageObservation>> seen = networks.view(open.engine(), List.of(now, then));
        warnOfLabels(seen.get(0));
        var evaluation = Evaluation.<ImageSet<LatentSample>, ImageObservation>of(chosen);
        return new EvaluationReport(
                "What a model knows of " + concept.name(),
                concept.name(),
                account(),
                evaluation.measure(seen.get(0), seen.get(1)),
                evaluation.measure(seen.get(1)),
                DrawnTable.of(now, then),
                settings());
    }

    /** Says which prompts a classifier is not asked about. */
    private void warnOfLabels(Observations<ImageObservation> seen) {
        seen.bySet().forEach((set, observed) -> {
            for (List<ImageObservation.Sight> sights : List.of(observed.seen(), observed.crossSeen())) {
                long unknown = sights.stream()
                        .filter(each -> each.expected().isEmpty())
                        .count();
                if (unknown == 0) continue;
                warn.accept(unknown + " of " + sights.size() + " prompts of " + set
                        + " name none of a classifier's labels, or several: it is not asked what they show");
            }
        });
    }

    private String account() {
        List<String> sets = new ArrayList<>();
        shown().forEach((set, all) -> sets.add(set + " (" + all.size() + " images)"));
        drawn.forEach((set, all) -> sets.add(set + " (" + all.prompts().size() + " prompts)"));
        return open.folder().path().getFileName()
                + (open.adapters().isEmpty() ? "" : " with an adapter")
                + (before instanceof Before.Unknown ? "" : ", beside the model as it was,")
                + " on " + String.join(", ", sets) + ".";
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
        if (before instanceof Before.Folder other)
            all.put("before", other.path().toAbsolutePath().normalize());
        all.put("concept", concept);
        all.put("images", images.folder());
        all.put("size", images.size() + " px, " + images.fit());
        if (!retain.isEmpty()) {
            all.put(
                    "images to keep",
                    retain.stream()
                            .map(each ->
                                    each.folder().toAbsolutePath().normalize().toString())
                            .collect(Collectors.joining(", ")));
        }
        folders.given().forEach((set, folder) -> all.put("images, " + set, folder));
        drawn.forEach((set, each) -> all.put("prompts, " + set, each.from()));
        if (draws()) all.put("drawn by", how);
        all.putAll(networks.settings());
        return all;
    }

    private List<Metric<ImageObservation>> chosen(Set<Requirement> met) {
        List<Metric<ImageObservation>> chosen = new ArrayList<>(Metrics.select(ImageObservation.class, metrics, met));
        own.stream().filter(each -> met.containsAll(each.needs())).forEach(chosen::add);
        return chosen;
    }

    /** The needs of metrics that are met. */
    private Set<Requirement> met() {
        Set<Requirement> met = EnumSet.of(Requirement.DENOISING_ERRORS);
        met.addAll(networks.meets());
        if (!drawn.isEmpty()) met.add(Requirement.DRAWINGS);
        if (!(before instanceof Before.Unknown)) {
            met.addAll(EnumSet.of(Requirement.BEFORE, Requirement.CONCEPT_MASKS));
        }
        return met;
    }

    /** Reads the data; nothing is computed before all settings fit. */
    private void check(StableDiffusionFolder folder) {
        images.requireMultiple(folder.vaeConfig().vaeScaleFactor(), "size");
        if (!drawn.isEmpty()) how.require(folder);
        open.requireMemory(memory(folder), "measuring");
        if (networks.meets().contains(Requirement.REAL_IMAGES)) drawn.values().forEach(ImageEvaluation::requireSeveral);
        if (read != null) return;
        read = ImageData.read(
                concept, images, retain, folders, folder.vaeConfig().vaeScaleFactor(), true, warn);
    }

    private static void requireSeveral(Drawn drawn) {
        if (drawn.prompts().size() >= ImageNetworks.FEWEST) return;
        throw new BadData(
                drawn.from(),
                "has " + drawn.prompts().size() + " prompt; to be compared with real images it needs at least "
                        + ImageNetworks.FEWEST);
    }

    private long memory(StableDiffusionFolder folder) {
        int largest = Math.max(images.size(), drawn.isEmpty() ? 0 : how.height());
        return ImageMemory.bytes(folder, largest, largest, 1);
    }

    private Observations<ImageObservation> observeBefore(List<Metric<ImageObservation>> chosen) {
        if (before instanceof Before.Observed known) return known.observations();
        if (!(before instanceof Before.Folder other)) return Observations.none(concept);
        try (OpenPipeline opened = new OpenPipeline(StableDiffusionFolder.open(other.path()), open.engine())) {
            requireNamed(opened.folder());
            opened.requireMemory(memory(opened.folder()), "measuring");
            return observe(opened, chosen, Observations.none(concept));
        } finally {
            open.engine().pool().trim();
        }
    }

    /** Some prompt of the data to forget must make the model attend to the concept. */
    private void requireNamed(StableDiffusionFolder folder) {
        Drawn forget = drawn.getOrDefault(DataSet.FORGET, Drawn.NOTHING);
        if (forget.prompts().isEmpty()) return;
        for (DrawingPrompt each : forget.prompts()) {
            if (folder.tokenizers().positions(each.text(), concept).length > 0) return;
        }
        throw new BadData(
                forget.from(),
                "has no prompt that names " + concept.name() + ", as a comparison with the model before needs");
    }

    private Observations<ImageObservation> observe(
            OpenPipeline of, List<Metric<ImageObservation>> chosen, Observations<ImageObservation> then) {
        LoadedPipeline model = of.models();
        if (masked == null) masked = read.masked(concept, images.masks(), model);
        Denoising denoising = of.folder().denoising();
        StableDiffusionSubject subject = new StableDiffusionSubject(
                model,
                TrainableUNet.of(model.unet(), model.engine(), denoising, List.of()),
                denoising.schedule().timesteps(),
                how,
                concept,
                drawings);
        var evaluation = new Evaluation<>(chosen, sets(model));
        return then.isEmpty() ? evaluation.observe(subject) : evaluation.observe(subject, then);
    }

    private Map<DataSet, List<TrainingImage>> shown() {
        Map<DataSet, List<TrainingImage>> shown = new LinkedHashMap<>();
        shown.put(DataSet.FORGET, masked.forget());
        if (!masked.retain().isEmpty()) shown.put(DataSet.RETAIN, masked.retain());
        shown.putAll(masked.unseen());
        return shown;
    }

    /** The data as a model's autoencoder and text encoder have it. */
    private Map<DataSet, ImageSet<LatentSample>> sets(LoadedPipeline model) {
        Map<DataSet, List<TrainingImage>> shown = shown();
        Set<DataSet> all = new LinkedHashSet<>(shown.keySet());
        all.addAll(drawn.keySet());
        Map<DataSet, ImageSet<LatentSample>> sets = new LinkedHashMap<>();
        for (DataSet set : all) {
            sets.put(
                    set,
                    new ImageSet<>(
                            TrainingImage.encoded(shown.getOrDefault(set, List.of()), model),
                            drawn.getOrDefault(set, Drawn.NOTHING).prompts()));
        }
        return sets;
    }
}
