package io.github.fttp.mllm.llava;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.image.ImageProcessor;
import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.io.BadCheckpoint;
import io.github.fttp.core.io.CannotWrite;
import io.github.fttp.core.io.Checkpoint;
import io.github.fttp.core.nn.Module;
import io.github.fttp.core.nn.ModuleNames;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.core.text.Tokenizer;
import io.github.fttp.core.train.Training;
import io.github.fttp.mllm.data.ChatTemplate;
import io.github.fttp.mllm.data.Conversation;
import io.github.fttp.mllm.data.EncodedSample;
import io.github.fttp.mllm.data.ImagePreparation;
import io.github.fttp.mllm.data.SampleEncoder;
import io.github.fttp.mllm.model.TrainedPart;
import io.github.fttp.mllm.model.VisionLanguageFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * A LLaVA model folder as Hugging Face's {@code save_pretrained} writes it: configuration, tokenizer, the processor of
 * images, weights. Opening checks that they fit each other, and of the weights names and shapes, before anything large is
 * read.
 */
public final class LlavaFolder implements VisionLanguageFolder {
    private static final String IMAGE = Conversation.IMAGE;

    private final Path path;
    private final LlavaConfig config;
    private final Tokenizer tokenizer;
    private final ImageProcessor processor;
    private final Checkpoint checkpoint;

    private LlavaFolder(
            Path path, LlavaConfig config, Tokenizer tokenizer, ImageProcessor processor, Checkpoint checkpoint) {
        this.path = path;
        this.config = config;
        this.tokenizer = tokenizer;
        this.processor = processor;
        this.checkpoint = checkpoint;
    }

    /**
     * Opens a folder.
     *
     * @throws BadCheckpoint naming the file and what is wrong with it
     */
    public static LlavaFolder open(Path path) {
        if (!Files.isDirectory(path)) {
            throw new BadCheckpoint(path, Files.exists(path) ? "is not a model folder" : "not found");
        }
        if (!Files.exists(path.resolve("config.json"))) {
            throw new BadCheckpoint(path, "is not a model folder: it has no config.json");
        }
        LlavaConfig config = LlavaConfig.read(path);
        Checkpoint checkpoint = LlavaModel.checked(path, config);
        ImageProcessor processor = config.vision().processor(path);
        Path words = path.resolve("tokenizer.json");
        if (!Files.exists(words)) {
            throw new BadCheckpoint(
                    words,
                    "not found; AutoTokenizer.from_pretrained(folder).save_pretrained(folder) in Python writes it");
        }
        Tokenizer tokenizer = Tokenizer.load(words);
        try {
            requireFitting(tokenizer, config);
        } catch (BadCheckpoint e) {
            tokenizer.close();
            throw e;
        }
        return new LlavaFolder(path, config, tokenizer, processor, checkpoint);
    }

    private static void requireFitting(Tokenizer tokenizer, LlavaConfig config) {
        int vocabulary = config.text().vocabulary();
        OptionalInt image = tokenizer.id(IMAGE);
        if (image.isPresent() && image.getAsInt() != config.imageToken()) {
            throw new BadCheckpoint(
                    tokenizer.file(),
                    "token " + IMAGE,
                    "has id " + image.getAsInt(),
                    "config.json says " + config.imageToken());
        }
        if (image.isEmpty() && config.imageToken() < tokenizer.size()) {
            throw new BadCheckpoint(
                    tokenizer.file(),
                    "id " + config.imageToken(),
                    "is a word's",
                    "config.json says it stands for an image");
        }
        if (tokenizer.size() > vocabulary) {
            throw new BadCheckpoint(
                    tokenizer.file(),
                    "the vocabulary",
                    "has " + tokenizer.size() + " entries",
                    "config.json says " + vocabulary + ": this tokenizer belongs to another model");
        }
    }

    @Override
    public Path path() {
        return path;
    }

    /** Sizes and settings. */
    public LlavaConfig config() {
        return config;
    }

    /** Its tokenizer, which lives as long as this. */
    public Tokenizer tokenizer() {
        return tokenizer;
    }

    @Override
    public ImagePreparation images() {
        return new SquareImages(config, processor);
    }

    @Override
    public SampleEncoder encoder(ChatTemplate template) {
        return new SampleEncoder(tokenizer, template, config.imageToken());
    }

    @Override
    public LlavaModel load(Engine engine) {
        return LlavaModel.load(config, checkpoint, engine.pool());
    }

    @Override
    public long trainingBytes(TrainedPart part, Training training, List<EncodedSample> samples) {
        return MemoryForecast.of(this, part, training).bytes(samples);
    }

    @Override
    public List<ModuleNames> adapterNames() {
        return LlavaModel.adapterNames();
    }

    @Override
    public String oldName(String name) {
        return LlavaModel.oldName(name);
    }

    /**
     * Writes a folder like this one with the weights that {@code model} has now; everything beside the weights is copied.
     *
     * @param folder not there yet
     * @throws CannotWrite if it can't be written; nothing of it is there then
     */
    @Override
    public void write(Path folder, Module model) {
        AtomicFiles.writeFolder(folder, part -> {
            try (Stream<Path> files = Files.list(path)) {
                for (Path file : files.filter(LlavaFolder::isNoWeight).sorted().toList()) {
                    Files.copy(file, part.resolve(file.getFileName()));
                }
            } catch (IOException e) {
                throw new CannotWrite(folder, e);
            }
            Map<String, Tensor> values = new HashMap<>();
            for (Parameter each : model.parameters()) values.put(each.name(), each.value());
            checkpoint.write(part, values);
        });
    }

    private static boolean isNoWeight(Path file) {
        return Files.isRegularFile(file)
                && !file.getFileName()
                        .toString()
                        .matches(".*\\.(safetensors|safetensors\\.index\\.json|bin|pt|pth|ckpt)");
    }

    /** Bytes that the weights take once they are read. */
    public long bytes() {
        return checkpoint.bytes();
    }

    /** How many numbers the weights hold. */
    public long values() {
        return checkpoint.values();
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
