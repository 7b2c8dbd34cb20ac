package io.github.fttp.diffusion.pipeline;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.io.BadCheckpoint;
import io.github.fttp.core.io.CannotWrite;
import io.github.fttp.core.io.Checkpoint;
import io.github.fttp.core.io.FolderAdvice;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.method.Modality;
import io.github.fttp.core.model.ModelFolder;
import io.github.fttp.core.nn.Lora;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.diffusion.scheduler.Scheduler;
import io.github.fttp.diffusion.scheduler.TrainingOnly;
import io.github.fttp.diffusion.train.Denoising;
import io.github.fttp.diffusion.unet.UNet2DConditionModel;
import io.github.fttp.diffusion.unet.UNetConfig;
import io.github.fttp.diffusion.vae.AutoencoderKl;
import io.github.fttp.diffusion.vae.VaeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder as {@code save_pretrained} of diffusers' {@code StableDiffusionPipeline} or {@code StableDiffusionXLPipeline}
 * writes it. Opening checks that the parts are there and fit each other, and of the weights names and shapes, before
 * anything large is read.
 */
public final class StableDiffusionFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StableDiffusionFolder.class);

    private static final String UNET = "unet";
    static final String INDEX = "model_index.json";
    private static final String WEIGHT = ".weight";
    private static final int PICTURE_CHANNELS = 3;

    private final Path path;
    private final UNetConfig unetConfig;
    private final Checkpoint unet;
    private final VaeConfig vaeConfig;
    private final Checkpoint vae;
    private final TextFolders texts;
    private final Scheduler scheduler;

    private StableDiffusionFolder(
            Path path,
            UNetConfig unetConfig,
            Checkpoint unet,
            VaeConfig vaeConfig,
            Checkpoint vae,
            TextFolders texts,
            Scheduler scheduler) {
        this.path = path;
        this.unetConfig = unetConfig;
        this.unet = unet;
        this.vaeConfig = vaeConfig;
        this.vae = vae;
        this.texts = texts;
        this.scheduler = scheduler;
    }

    /**
     * Opens a folder.
     *
     * @throws BadCheckpoint naming the file and what is wrong with it
     */
    public static StableDiffusionFolder open(Path path) {
        return open(path, scheduler -> scheduler);
    }

    /**
     * Opens a folder to train on, which takes no more of the scheduler than its noise: where no images can be drawn with it,
     * DDIM draws those of the run, and a warning says so.
     *
     * @throws BadCheckpoint naming the file and what is wrong with it
     */
    public static StableDiffusionFolder openForTraining(Path path) {
        return open(path, StableDiffusionFolder::drawing);
    }

    private static Scheduler drawing(Scheduler scheduler) {
        if (!(scheduler instanceof TrainingOnly training)) return scheduler;
        LOG.warn(
                "{}; images of this run are drawn with DDIMScheduler",
                training.refusal().getMessage());
        return training.fallback();
    }

    /**
     * The class of the pipeline in a folder, such as {@code StableDiffusionPipeline}.
     *
     * @throws BadCheckpoint if it is not among the known ones, which are listed
     */
    public static String pipeline(Path path) {
        return PipelineKind.of(Json.checkpoint(path.resolve(INDEX))).className();
    }

    private static StableDiffusionFolder open(Path path, UnaryOperator<Scheduler> drawing) {
        if (!Files.isDirectory(path)) {
            throw new BadCheckpoint(path, Files.exists(path) ? noFolder(path) : "not found");
        }
        Path index = path.resolve(INDEX);
        if (!Files.exists(index)) {
            ModelFolder.refuseOthers(path, Modality.IMAGE);
            throw new BadCheckpoint(path, "is not a pipeline folder: it has no " + INDEX + FolderAdvice.of(path));
        }
        Json parts = Json.checkpoint(index);
        PipelineKind kind = PipelineKind.of(parts);
        requirePart(path, parts, "unet", "UNet2DConditionModel");
        requirePart(path, parts, "vae", "AutoencoderKL");
        for (PipelineKind.Encoder encoder : kind.encoders()) {
            requirePart(path, parts, encoder.part(), encoder.type());
            requirePart(path, parts, encoder.tokenizer(), "CLIPTokenizer");
        }
        requirePart(path, parts, "scheduler", "");
        UNetConfig unetConfig = UNetConfig.ofPipeline(path.resolve("unet"), kind.correctsOutdated());
        VaeConfig vaeConfig = VaeConfig.read(path.resolve("vae"));
        requireFitting(path, unetConfig, vaeConfig);
        Json schedulerClass = parts.field("scheduler").items().get(1);
        Scheduler scheduler =
                drawing.apply(Scheduler.ofPipeline(path.resolve("scheduler"), schedulerClass, kind.correctsOutdated()));
        TextFolders texts = new TextFolders(path, parts, unetConfig);
        try {
            Checkpoint unet = UNet2DConditionModel.checked(path.resolve("unet"), unetConfig);
            Checkpoint vae = AutoencoderKl.checked(path.resolve("vae"), vaeConfig);
            return new StableDiffusionFolder(path, unetConfig, unet, vaeConfig, vae, texts, scheduler);
        } catch (RuntimeException e) {
            texts.close();
            throw e;
        }
    }

    private static String noFolder(Path file) {
        if (!file.toString().matches(".*\\.(safetensors|ckpt)")) return "is not a pipeline folder";
        return "is a single file, expected a pipeline's folder; make one in Python: StableDiffusionPipeline.from_single_file(\""
                + file + "\").save_pretrained(\"FOLDER\"), of an SDXL with StableDiffusionXLPipeline";
    }

    /** @param expected name of the class; empty where several will do */
    private static void requirePart(Path path, Json parts, String name, String expected) {
        if (!parts.has(name)) throw parts.refuse("has no " + name);
        Json part = parts.field(name);
        if (!part.isArray() || part.items().size() != 2 || !part.items().get(1).isText()) {
            throw part.refuse("is " + part.node() + ", expected a library and a class");
        }
        Json found = part.items().get(1);
        // Newer pipelines name the fast tokenizer.
        boolean fits = expected.isEmpty()
                || found.text().equals(expected)
                || found.text().equals(expected + "Fast");
        if (!fits) throw part.refuse("is " + found.found() + ", supported is " + expected);
        if (!Files.isDirectory(path.resolve(name))) {
            throw new BadCheckpoint(path, "has no folder " + name + ", which " + INDEX + " names");
        }
    }

    private static void requireFitting(Path path, UNetConfig unet, VaeConfig vae) {
        if (unet.inChannels() != vae.latentChannels() || unet.outChannels() != vae.latentChannels()) {
            throw new BadCheckpoint(
                    path.resolve("unet").resolve("config.json"),
                    "in_channels and out_channels",
                    "are " + unet.inChannels() + " and " + unet.outChannels(),
                    "the autoencoder has " + vae.latentChannels() + " latent channels");
        }
        if (vae.inChannels() != PICTURE_CHANNELS || vae.outChannels() != PICTURE_CHANNELS) {
            throw new BadCheckpoint(
                    path.resolve("vae").resolve("config.json"),
                    "in_channels and out_channels",
                    "are " + vae.inChannels() + " and " + vae.outChannels(),
                    "images have " + PICTURE_CHANNELS);
        }
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /** The U-Net's sizes and settings. */
    public UNetConfig unetConfig() {
        return unetConfig;
    }

    /** The autoencoder's sizes and settings. */
    public VaeConfig vaeConfig() {
        return vaeConfig;
    }

    /**
     * Whether its autoencoder has the settings and the weights of another pipeline's, so that both make the same latents of
     * an image. Reads both files.
     *
     * @throws BadCheckpoint if one cannot be read
     */
    public boolean hasAutoencoderOf(StableDiffusionFolder other) {
        return vaeConfig.equals(other.vaeConfig) && vae.hasValuesOf(other.vae);
    }

    /** Its tokenizers, which live as long as this. */
    public PromptTokenizers tokenizers() {
        return texts.tokenizers();
    }

    /** Its scheduler: one that draws no images, {@link TrainingOnly}, where the pipeline's is not known. */
    public Scheduler scheduler() {
        return scheduler;
    }

    /** How its U-Net is trained. */
    public Denoising denoising() {
        return new Denoising(scheduler.schedule(), scheduler.prediction());
    }

    /** The reference's guidance for such a pipeline. */
    public double defaultGuidance() {
        return texts.kind().guidance();
    }

    /** Whether prompts are read by two text encoders, as an SDXL's are. */
    public boolean hasSecondEncoder() {
        return texts.kind().encoders().size() > 1;
    }

    /** Side of the images it was made for, pixels. */
    public int defaultSide() {
        return unetConfig.sampleSize() * vaeConfig.vaeScaleFactor();
    }

    /** The U-Net alone; weights stay mapped where their type allows. The caller closes it. */
    public UNet2DConditionModel loadUNet(Engine engine) {
        return UNet2DConditionModel.load(unetConfig, unet, engine.pool());
    }

    /** All models; weights stay mapped where their type allows. The caller closes it. */
    public LoadedPipeline load(Engine engine) {
        Pool pool = engine.pool();
        UNet2DConditionModel first = loadUNet(engine);
        try {
            AutoencoderKl second = AutoencoderKl.load(vaeConfig, vae, pool);
            try {
                return new LoadedPipeline(engine, first, second, texts.load(pool), texts.tokenizers(), scheduler);
            } catch (RuntimeException e) {
                second.close();
                throw e;
            }
        } catch (RuntimeException e) {
            first.close();
            throw e;
        }
    }

    /** Bytes that the U-Net's weights take once they are read. */
    public long unetBytes() {
        return unet.bytes();
    }

    /** How many numbers the U-Net's weights of these names hold. */
    public long unetValues(Predicate<String> name) {
        return unet.names().stream()
                .filter(name)
                .mapToLong(each -> unet.shape(each).size())
                .sum();
    }

    /** How many numbers adapters on the U-Net hold. */
    public long adapterValues(Lora lora) {
        List<String> modules = unet.names().stream()
                .filter(name -> name.endsWith(WEIGHT) && unet.shape(name).rank() == 2)
                .map(name -> name.substring(0, name.length() - WEIGHT.length()))
                .filter(lora.targets()::include)
                .toList();
        long values = 0;
        for (var layer : lora.layers(modules).entrySet()) {
            Shape shape = unet.shape(layer.getKey() + WEIGHT);
            values += (long) layer.getValue().rank() * (shape.dim(0) + shape.dim(1));
        }
        return values;
    }

    /** Bytes that the weights of the other models take. */
    public long otherBytes() {
        return vae.bytes() + texts.bytes();
    }

    /**
     * Writes a folder like this one with the weights that {@code model} has now; those that train or did are written as float32,
     * since a coarser type would round their small changes away. The other parts that the index names are copied, without
     * {@code .fp16} and the like in their files' names. What else lies in this folder is left out: it may be the model as
     * it was, in another format.
     *
     * @param folder not there yet
     * @throws CannotWrite if it can't be written; nothing of it is there then
     */
    public void write(Path folder, UNet2DConditionModel model) {
        AtomicFiles.writeFolder(folder, part -> {
            try {
                Files.copy(path.resolve(INDEX), part.resolve(INDEX));
                for (String name : Json.checkpoint(path.resolve(INDEX)).names()) {
                    Path from = path.resolve(name);
                    if (!name.equals(UNET) && Files.isDirectory(from)) CopiedPart.copy(from, part.resolve(name));
                }
                Path unetFolder = Files.createDirectory(part.resolve(UNET));
                Files.copy(path.resolve(UNET).resolve("config.json"), unetFolder.resolve("config.json"));
                Map<String, Tensor> values = new HashMap<>();
                Set<String> trained = new HashSet<>();
                for (Parameter each : model.parameters()) {
                    values.put(each.name(), each.value());
                    if (each.isTrainable() || each.isChanged()) trained.add(each.name());
                }
                unet.write(unetFolder, values, trained::contains);
                CopiedPart.rename(unetFolder);
            } catch (IOException e) {
                throw new CannotWrite(folder, e);
            }
        });
    }

    @Override
    public void close() {
        texts.close();
    }
}
