package io.github.fttp.examples.compare;

import io.github.fttp.core.clip.Clip;
import io.github.fttp.core.clip.ClipFolder;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.image.Decoding;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.mask.ImageFolder;
import io.github.fttp.core.train.Memory;
import io.github.fttp.diffusion.data.ConceptImages;
import io.github.fttp.diffusion.data.ConceptMasks;
import io.github.fttp.diffusion.data.ImageData;
import io.github.fttp.diffusion.data.Prompts;
import io.github.fttp.diffusion.data.Prompts.Prompt;
import io.github.fttp.diffusion.data.TrainingImage;
import io.github.fttp.diffusion.lora.AppliedLora;
import io.github.fttp.diffusion.lora.DiffusersLora;
import io.github.fttp.diffusion.pipeline.LoadedPipeline;
import io.github.fttp.diffusion.pipeline.StableDiffusionFolder;
import io.github.fttp.diffusion.train.Denoising;
import io.github.fttp.diffusion.train.TrainableUNet;
import io.github.fttp.examples.EngineOptions;
import io.github.fttp.examples.OutFile;
import io.github.fttp.examples.cli.Checked;
import io.github.fttp.examples.cli.Given;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.examples.forget.ImageOptions;
import io.github.fttp.examples.generate.DrawingOptions;
import io.github.fttp.examples.generate.ImageMemory;
import io.github.fttp.metrics.image.ClipScore;
import io.github.fttp.metrics.image.FrechetDistance;
import io.github.fttp.metrics.image.KernelDistance;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
    /** Of two sets of images, for their distance. */
    private static final int FEWEST = 2;

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
                            + " 0, for it.")
    Path draw;

    @Mixin
    DrawingOptions drawing;

    @Option(
            names = "--before",
            paramLabel = "DIR",
            description =
                    "Pipeline folder of the model as it was: how far do images of prompts that name the concept differ"
                            + " from its, beside where it looks at the name (needs --draw).")
    Path before;

    @Option(
            names = "--clip",
            paramLabel = "DIR",
            description = "CLIP folder of Hugging Face: how well do images show what their prompts say (needs --draw).")
    Path clip;

    @Option(
            names = "--real",
            paramLabel = "DIR",
            description = "Folder of real images: how far are the drawn ones from them, by CLIP's features (needs"
                    + " --clip). The Frechet distance depends on how many there are of both; compare like with like.")
    Path real;

    @Under(Heading.RESULTS)
    @Option(names = "--out", paramLabel = "FILE", description = "File to write the figures to, as JSON.")
    Path out;

    @Mixin
    EngineOptions computing;

    @Spec
    CommandSpec command;

    @Override
    public Integer call() {
        if (out != null) OutFile.require(out);
        List<Prompt> drawn = draw == null ? List.of() : Prompts.read(draw).all();
        List<String> prompts = drawn.stream().map(Prompt::text).toList();
        List<Path> photos = real == null ? List.of() : checkedPhotos(prompts);
        Figures figures = new Figures();
        try (StableDiffusionFolder folder = StableDiffusionFolder.open(model);
                Engine engine = computing.open(model)) {
            int vaeScaleFactor = folder.vaeConfig().vaeScaleFactor();
            ConceptImages photographed = images.images(vaeScaleFactor);
            Drawings drawings = new Drawings(drawing.of(folder, images.size()), drawn);
            requireMemory(engine, folder, drawings);
            List<Integer> naming = before == null ? List.of() : naming(engine, drawings);
            if (clip != null) checkClip(engine);
            ImageData read = ImageData.read(
                    images.concept(),
                    photographed,
                    images.retain(),
                    vaeScaleFactor,
                    true,
                    command.commandLine().getErr()::println);
            ImageData data = masked(read, photographed.masks(), engine);
            List<Image> made = measured(figures, engine, folder, data, drawings);
            engine.pool().trim();
            if (before != null) beside(figures, engine, drawings, naming, made);
            engine.pool().trim();
            if (clip != null) alike(figures, engine, prompts, made, photos);
        }
        figures.print();
        if (out != null) figures.write(out);
        return 0;
    }

    @Override
    public void check(Given given) {
        given.onlyWith("--draw", "--before", "--clip");
        given.onlyWith("--draw", DrawingOptions.names());
        given.onlyWith("--clip", "--real");
        boolean measured = before != null || clip != null;
        given.ineffective(!measured, "without --before or --clip", "which measure what is drawn", "--draw");
        given.ineffective(true, "here", "a mirrored image is no other sample to measure", "--flip");
    }

    /** The real images; all can be read. */
    private List<Path> checkedPhotos(List<String> prompts) {
        List<Path> photos = ImageFolder.of(real).images();
        if (photos.size() < FEWEST) {
            throw new BadData(real, "holds " + photos.size() + " images, expected at least " + FEWEST);
        }
        if (prompts.size() < FEWEST) {
            throw new BadData(draw, "holds " + prompts.size() + " prompt, --real needs at least " + FEWEST);
        }
        // One that is damaged must not be found out when all has been drawn.
        photos.forEach(EvaluateSd::photo);
        return photos;
    }

    private static Image photo(Path file) {
        return Images.read(file, Decoding.REFERENCE.upright());
    }

    /** The numbers of the prompts that name the concept; looks into {@link #before} as well. */
    private List<Integer> naming(Engine engine, Drawings drawings) {
        try (StableDiffusionFolder folder = StableDiffusionFolder.open(before)) {
            drawing.of(folder, images.size());
            requireMemory(engine, folder, drawings);
            List<Integer> naming = IntStream.range(0, drawings.prompts().size())
                    .filter(i ->
                            folder.tokenizer().encode(drawings.prompts().get(i)).positions(images.concept()).length > 0)
                    .boxed()
                    .toList();
            if (naming.isEmpty()) {
                throw new BadData(
                        draw, "has no prompt that names " + images.concept().name() + ", as --before needs");
            }
            return naming;
        }
    }

    private void requireMemory(Engine engine, StableDiffusionFolder folder, Drawings drawings) {
        int drawn = drawings.prompts().isEmpty() ? 0 : drawings.how().height();
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

    /** Measures the errors; returns what the model draws. */
    private List<Image> measured(
            Figures figures, Engine engine, StableDiffusionFolder folder, ImageData data, Drawings drawings) {
        try (LoadedPipeline loaded = folder.load(engine)) {
            Optional<AppliedLora> attached =
                    Optional.ofNullable(lora).map(file -> DiffusersLora.attach(file, loaded.adaptable(), engine));
            try {
                Denoising denoising = new Denoising(
                        folder.scheduler().schedule(), folder.scheduler().prediction());
                TrainableUNet trainable = TrainableUNet.of(loaded.unet(), engine, denoising, List.of());
                int timesteps = denoising.schedule().timesteps();
                DenoisingErrors errors =
                        DenoisingErrors.of(trainable, timesteps, TrainingImage.encoded(data.forget(), loaded));
                errors.underMask(figures, "error under the mask");
                errors.outside(figures, "error outside");
                DenoisingErrors.of(trainable, timesteps, TrainingImage.encoded(data.retain(), loaded))
                        .outside(figures, "error of --retain");
                return drawings.by(loaded);
            } finally {
                attached.ifPresent(AppliedLora::close);
            }
        }
    }

    /** How far the images went from those of the model as it was, beside the concept. */
    private void beside(Figures figures, Engine engine, Drawings drawings, List<Integer> naming, List<Image> drawn) {
        try (StableDiffusionFolder folder = StableDiffusionFolder.open(before);
                LoadedPipeline loaded = folder.load(engine)) {
            List<String> prompts = naming.stream().map(drawings.prompts()::get).toList();
            Untouched untouched = Untouched.of(loaded, drawings.by(loaded, naming), prompts, images.concept());
            List<Image> after = naming.stream().map(drawn::get).toList();
            figures.mean("background distance", untouched.distances(after), Double::doubleValue);
        }
    }

    /** How alike the images are to their prompts, and all together to the real ones. */
    private void alike(Figures figures, Engine engine, List<String> prompts, List<Image> drawn, List<Path> photos) {
        try (ClipFolder folder = ClipFolder.open(clip);
                Clip loaded = folder.load(engine)) {
            double[][] features = loaded.images(drawn);
            double[][] texts = loaded.texts(prompts);
            List<Double> scores = IntStream.range(0, texts.length)
                    .mapToObj(i -> ClipScore.of(features[i], texts[i]))
                    .toList();
            figures.mean("CLIP score", scores, Double::doubleValue);
            if (photos.isEmpty()) return;
            double[][] others = loaded.images(photos, EvaluateSd::photo);
            figures.together("Frechet distance", new Score(FrechetDistance.of(features, others), features.length));
            figures.together("kernel distance", new Score(KernelDistance.of(features, others), features.length));
            figures.together("real images", new Score(others.length, others.length));
        }
    }
}
