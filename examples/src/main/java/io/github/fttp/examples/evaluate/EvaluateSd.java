package io.github.fttp.examples.evaluate;

import io.github.fttp.core.clip.Clip;
import io.github.fttp.core.clip.ClipFolder;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.image.Decoding;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.mask.ImageFolder;
import io.github.fttp.core.train.Memory;
import io.github.fttp.diffusion.data.ConceptImages;
import io.github.fttp.diffusion.data.ConceptMasks;
import io.github.fttp.diffusion.data.ImageData;
import io.github.fttp.diffusion.data.Prompts;
import io.github.fttp.diffusion.data.Prompts.Prompt;
import io.github.fttp.diffusion.data.TrainingImage;
import io.github.fttp.diffusion.evaluate.StableDiffusionSubject;
import io.github.fttp.diffusion.lora.AppliedLora;
import io.github.fttp.diffusion.lora.DiffusersLora;
import io.github.fttp.diffusion.pipeline.ImageMemory;
import io.github.fttp.diffusion.pipeline.LoadedPipeline;
import io.github.fttp.diffusion.pipeline.StableDiffusionFolder;
import io.github.fttp.diffusion.train.Denoising;
import io.github.fttp.diffusion.train.LatentSample;
import io.github.fttp.diffusion.train.TrainableUNet;
import io.github.fttp.examples.cli.Checked;
import io.github.fttp.examples.cli.Given;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.examples.options.DrawingOptions;
import io.github.fttp.examples.options.EngineOptions;
import io.github.fttp.examples.options.EvaluationOptions;
import io.github.fttp.examples.options.ImageOptions;
import io.github.fttp.examples.progress.GenerationProgress;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.Evaluation;
import io.github.fttp.metrics.Measurements;
import io.github.fttp.metrics.Metric;
import io.github.fttp.metrics.Metrics;
import io.github.fttp.metrics.Observations;
import io.github.fttp.metrics.Requirement;
import io.github.fttp.metrics.conceptworld.Judge;
import io.github.fttp.metrics.image.DrawingPrompt;
import io.github.fttp.metrics.image.ImageObservation;
import io.github.fttp.metrics.image.ImageSet;
import io.github.fttp.metrics.onnx.OnnxNetwork;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures what a Stable Diffusion knows of the marked pixels of images of one's own, and what it draws. */
@Command(
        name = "evaluate-sd",
        footer =
                "fttp evaluate-sd --model without-mira/model --images photos --concept \"Mira Volk\" --draw prompts.txt --before stable-diffusion-v1-4",
        sortOptions = false,
        description = "Measure how well a Stable Diffusion denoises a concept and the rest of some images, and what it"
                + " draws of prompts, with intervals where a figure is a mean.")
@Under(Heading.MEASURING)
public final class EvaluateSd implements Callable<Integer>, Checked {
    /** The fewest images of a set that has a distance to another. */
    private static final int FEWEST = 2;
    /** Options that measure what is drawn. */
    private static final String[] DRAWN = {"--clip", "--classifier", "--cross-classifier", "--features"};

    @Under(Heading.MODEL)
    @Option(names = "--model", required = true, paramLabel = "DIR", description = "Pipeline folder of diffusers.")
    Path model;

    @Under(Heading.MODEL)
    @Option(
            names = "--lora",
            paramLabel = "FILE",
            description = "Adapter to put on: a LoRA file of diffusers or kohya, or a folder of PEFT.")
    Path lora;

    @Mixin
    ImageOptions images;

    @Under(Heading.GENERATION)
    @Option(
            names = "--draw",
            paramLabel = "FILE",
            description =
                    "Prompts to draw an image each of, as --prompts of generate-sd; one without a seed has its number, from"
                            + " 0, for it. They belong to the data to forget; --eval gives others.")
    Path draw;

    @Mixin
    DrawingOptions drawing;

    @Mixin
    EvaluationOptions sets;

    @Option(
            names = "--before",
            paramLabel = "DIR",
            description =
                    "Pipeline folder of the model as it was: how much errors grew, and how far drawn images went from its,"
                            + " beside where it looks at the concept's name.")
    Path before;

    @Option(
            names = "--classifier",
            paramLabel = "DIR",
            description =
                    "Classifier of the concept's domain, whose labels prompts name: an ONNX folder as Optimum exports it"
                            + " (model.onnx, config.json, preprocessor_config.json), or judge for the drawn world's"
                            + " characters.")
    Path classifier;

    @Option(
            names = "--cross-classifier",
            paramLabel = "DIR",
            description = "Classifier of another domain, likewise; judge for the drawn world's places.")
    Path crossClassifier;

    @Option(
            names = "--clip",
            paramLabel = "DIR",
            description = "CLIP folder of Hugging Face: how well do images show what their prompts say (needs --draw).")
    Path clip;

    @Option(
            names = "--real",
            paramLabel = "DIR",
            description =
                    "Folder of real images: how far are the drawn ones from them, by the features of --features or"
                            + " --clip. The Frechet distance depends on how many there are of both; compare like with like.")
    Path real;

    @Option(
            names = "--features",
            paramLabel = "DIR",
            description = "Network that makes features of images for --real, an ONNX folder (default: --clip).")
    Path features;

    @Option(
            names = "--metric",
            paramLabel = "NAME",
            description = "A metric to take, as metrics lists it; may be repeated (default: all whose needs are met).")
    List<String> metrics = List.of();

    @Under(Heading.RESULTS)
    @Option(names = "--out", paramLabel = "FILE", description = "File to write the measurements to, as JSON.")
    Path out;

    @Mixin
    EngineOptions computing;

    @Spec
    CommandSpec command;

    @Override
    public Integer call() {
        if (out != null) AtomicFiles.requireWritable(out);
        Map<DataSet, List<DrawingPrompt>> prompts = prompts();
        List<Path> photos = real == null ? List.of() : photos(prompts);
        List<Metric<ImageObservation>> chosen = Metrics.select(ImageObservation.class, metrics, met(prompts));
        Observations<ImageObservation> then = Observations.none(images.concept());
        Observations<ImageObservation> now;
        try (StableDiffusionFolder folder = StableDiffusionFolder.open(model);
                Engine engine = computing.open(model)) {
            int vaeScaleFactor = folder.vaeConfig().vaeScaleFactor();
            ConceptImages photographed = images.images(vaeScaleFactor);
            requireMemory(engine, folder, prompts);
            if (before != null) check(engine, prompts);
            if (clip != null) checkClip(engine);
            ImageData read = ImageData.read(
                    images.concept(),
                    photographed,
                    images.retain(),
                    vaeScaleFactor,
                    true,
                    command.commandLine().getErr()::println);
            Looking looking = new Looking(engine, masked(read, photographed.masks(), engine), prompts, chosen);
            if (before != null) then = looking.at(before, null, then);
            now = looking.at(model, lora, then);
            now = seen(engine, now, photos);
        }
        Evaluation<ImageSet<LatentSample>, ImageObservation> evaluation = new Evaluation<>(chosen, named(now));
        Measurements measured = evaluation.measure(now, then);
        System.out.print(measured.lines());
        if (out != null) Json.write(out, Map.of("measurements", measured.json(), "real_images", photos.size()));
        return 0;
    }

    /** Data is not needed to measure what was observed. */
    private static Map<DataSet, ImageSet<LatentSample>> named(Observations<ImageObservation> observed) {
        Map<DataSet, ImageSet<LatentSample>> named = new LinkedHashMap<>();
        observed.bySet().keySet().forEach(set -> named.put(set, new ImageSet<>(List.of(), List.of())));
        return named;
    }

    @Override
    public void check(Given given) {
        boolean drawn = draw != null || !sets.sets().isEmpty();
        given.ineffective(!drawn, "without --draw or --eval", "which say what is drawn", DRAWN);
        given.ineffective(!drawn, "without --draw or --eval", "which say what is drawn", DrawingOptions.names());
        given.ineffective(clip == null && features == null, "without --clip or --features", "", "--real");
        given.onlyWith("--real", "--features");
        boolean measured =
                before != null || clip != null || features != null || classifier != null || crossClassifier != null;
        given.ineffective(
                !measured,
                "without --before, --clip, --classifier, --cross-classifier or --features",
                "which measure what is drawn",
                "--draw",
                "--eval");
        given.ineffective(true, "here", "a mirrored image is no other sample to measure", "--flip");
    }

    private Map<DataSet, List<DrawingPrompt>> prompts() {
        Map<DataSet, List<DrawingPrompt>> prompts = new LinkedHashMap<>();
        if (draw != null) prompts.put(DataSet.FORGET, read(draw));
        sets.sets().forEach((set, file) -> {
            if (prompts.put(set, read(file)) != null) {
                throw new IllegalArgumentException("--eval forget: the prompts of the data to forget are --draw");
            }
        });
        return prompts;
    }

    private static List<DrawingPrompt> read(Path file) {
        List<Prompt> read = Prompts.read(file).all();
        return IntStream.range(0, read.size())
                .mapToObj(i ->
                        new DrawingPrompt(read.get(i).text(), read.get(i).seed().orElse(i)))
                .toList();
    }

    /** The needs of metrics that the options given meet. */
    private Set<Requirement> met(Map<DataSet, List<DrawingPrompt>> prompts) {
        Set<Requirement> met = EnumSet.of(Requirement.DENOISING_ERRORS);
        if (before != null) met.addAll(EnumSet.of(Requirement.BEFORE, Requirement.CONCEPT_MASKS));
        if (!prompts.isEmpty()) met.add(Requirement.DRAWINGS);
        if (classifier != null) met.add(Requirement.CLASSIFIER);
        if (crossClassifier != null) met.add(Requirement.CROSS_CLASSIFIER);
        if (clip != null) met.add(Requirement.CLIP);
        if (real != null) met.add(Requirement.REAL_IMAGES);
        return met;
    }

    /** The real images; all can be read. */
    private List<Path> photos(Map<DataSet, List<DrawingPrompt>> prompts) {
        List<Path> photos = ImageFolder.of(real).images();
        if (photos.size() < FEWEST) {
            throw new BadData(real, "holds " + photos.size() + " images, expected at least " + FEWEST);
        }
        prompts.forEach((set, of) -> {
            if (of.size() < FEWEST) {
                throw new BadData("data set " + set, "has " + of.size() + " prompt, --real needs at least " + FEWEST);
            }
        });
        // One that is damaged must not be found out when all has been drawn.
        photos.forEach(EvaluateSd::photo);
        return photos;
    }

    private static Image photo(Path file) {
        return Images.read(file, Decoding.REFERENCE.upright());
    }

    /** Looks into {@link #before}, which some prompt must make look at the concept. */
    private void check(Engine engine, Map<DataSet, List<DrawingPrompt>> prompts) {
        try (StableDiffusionFolder folder = StableDiffusionFolder.open(before)) {
            requireMemory(engine, folder, prompts);
            boolean named = draw == null
                    || prompts.get(DataSet.FORGET).stream()
                            .anyMatch(each ->
                                    folder.tokenizer().encode(each.text()).positions(images.concept()).length > 0);
            if (!named) {
                throw new BadData(
                        draw, "has no prompt that names " + images.concept().name() + ", as --before needs");
            }
        }
    }

    private void requireMemory(Engine engine, StableDiffusionFolder folder, Map<DataSet, ?> prompts) {
        int drawn = prompts.isEmpty() ? 0 : drawing.of(folder, images.size()).height();
        int largest = Math.max(images.size(), drawn);
        Memory.require(engine.pool(), ImageMemory.bytes(folder, largest, largest, 1), "measuring");
    }

    private void checkClip(Engine engine) {
        try (ClipFolder folder = ClipFolder.open(clip)) {
            Memory.require(engine.pool(), ImageMemory.PROCESS + folder.bytes(), "measuring by --clip");
        }
    }

    /** With the masks that the model as it was finds, where they are asked for: what forgot looks elsewhere. */
    private ImageData masked(ImageData read, ConceptMasks masks, Engine engine) {
        if (masks instanceof ConceptMasks.Drawn) return read;
        try (StableDiffusionFolder folder = StableDiffusionFolder.open(before == null ? model : before);
                LoadedPipeline loaded = folder.load(engine)) {
            return read.masked(images.concept(), masks, loaded);
        }
    }

    /** Observations with the same engine, images and prompts of one model after another. */
    private final class Looking {
        private final Engine engine;
        private final ImageData data;
        private final Map<DataSet, List<DrawingPrompt>> prompts;
        private final List<Metric<ImageObservation>> chosen;

        Looking(
                Engine engine,
                ImageData data,
                Map<DataSet, List<DrawingPrompt>> prompts,
                List<Metric<ImageObservation>> chosen) {
            this.engine = engine;
            this.data = data;
            this.prompts = prompts;
            this.chosen = chosen;
        }

        /** Loads a model, observes it, and closes it. */
        Observations<ImageObservation> at(Path of, Path adapter, Observations<ImageObservation> then) {
            try (StableDiffusionFolder folder = StableDiffusionFolder.open(of);
                    LoadedPipeline loaded = folder.load(engine)) {
                Optional<AppliedLora> attached = Optional.ofNullable(adapter)
                        .map(file -> DiffusersLora.attach(file, loaded.adaptable(), engine));
                try {
                    StableDiffusionSubject subject = subject(folder, loaded);
                    var evaluation = new Evaluation<>(chosen, sets(loaded));
                    return then.isEmpty() ? evaluation.observe(subject) : evaluation.observe(subject, then);
                } finally {
                    attached.ifPresent(AppliedLora::close);
                }
            } finally {
                engine.pool().trim();
            }
        }

        private StableDiffusionSubject subject(StableDiffusionFolder folder, LoadedPipeline loaded) {
            Denoising denoising = new Denoising(
                    folder.scheduler().schedule(), folder.scheduler().prediction());
            return new StableDiffusionSubject(
                    loaded,
                    TrainableUNet.of(loaded.unet(), engine, denoising, List.of()),
                    denoising.schedule().timesteps(),
                    drawing.of(folder, images.size()),
                    images.concept(),
                    GenerationProgress::new);
        }

        private Map<DataSet, ImageSet<LatentSample>> sets(LoadedPipeline loaded) {
            Map<DataSet, ImageSet<LatentSample>> sets = new LinkedHashMap<>();
            sets.put(
                    DataSet.FORGET,
                    new ImageSet<>(
                            TrainingImage.encoded(data.forget(), loaded),
                            prompts.getOrDefault(DataSet.FORGET, List.of())));
            if (!data.retain().isEmpty()) {
                sets.put(
                        DataSet.RETAIN,
                        new ImageSet<>(
                                TrainingImage.encoded(data.retain(), loaded),
                                prompts.getOrDefault(DataSet.RETAIN, List.of())));
            }
            prompts.forEach((set, drawn) -> sets.putIfAbsent(set, new ImageSet<>(List.of(), drawn)));
            return sets;
        }
    }

    /** With what other networks see in the images. */
    private Observations<ImageObservation> seen(
            Engine engine, Observations<ImageObservation> drawn, List<Path> photos) {
        Observations<ImageObservation> seen = drawn;
        if (clip != null) {
            try (ClipFolder folder = ClipFolder.open(clip);
                    Clip loaded = folder.load(engine)) {
                seen = seen.with(each -> each.scoredBy(loaded));
                if (features == null && !photos.isEmpty()) {
                    double[][] others = loaded.images(photos, EvaluateSd::photo);
                    seen = seen.with(each -> each.comparedBy(loaded::images, others));
                }
            }
        }
        if (features != null) {
            try (OnnxNetwork network = OnnxNetwork.open(features)) {
                double[][] others = network.features(photos, EvaluateSd::photo);
                seen = seen.with(each -> each.comparedBy(network, others));
            }
        }
        if (classifier != null) {
            try (Classifying with = Classifying.open(classifier, Judge::characters)) {
                seen = seen.with(each -> each.classifiedBy(with.classifier()));
            }
        }
        if (crossClassifier != null) {
            try (Classifying with = Classifying.open(crossClassifier, Judge::places)) {
                seen = seen.with(each -> each.crossClassifiedBy(with.classifier()));
            }
        }
        return seen;
    }
}
