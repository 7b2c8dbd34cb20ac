package io.github.fttp.mllm.model;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.io.BadCheckpoint;
import io.github.fttp.core.io.CannotWrite;
import io.github.fttp.core.io.Checkpoint;
import io.github.fttp.core.io.ModelConversion;
import io.github.fttp.core.io.OtherWeights;
import io.github.fttp.core.method.UnlearningMethod;
import io.github.fttp.core.nn.CheckpointWeights;
import io.github.fttp.core.nn.Module;
import io.github.fttp.core.nn.ModuleNames;
import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.core.text.Tokenizer;
import io.github.fttp.core.train.Training;
import io.github.fttp.mllm.data.ChatTemplate;
import io.github.fttp.mllm.data.ImagePreparation;
import io.github.fttp.mllm.data.SampleEncoder;
import io.github.fttp.mllm.data.SampleWithImages;
import io.github.fttp.mllm.llama.LlamaConfig;
import io.github.fttp.mllm.llama.LlamaModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An opened folder of a {@link VisionLanguageModel} as Hugging Face's {@code save_pretrained} writes it: configuration, tokenizer,
 * processor of images, weights. They are read and fit each other, of the weights names and shapes; weights themselves are not
 * read yet.
 */
public abstract class VisionLanguageFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(VisionLanguageFolder.class);
    private static final String CONFIG = "config.json";

    private final Path path;
    private final Checkpoint checkpoint;
    private final Tokenizer tokenizer;
    private final int imageToken;

    /**
     * @param checkpoint its weights, checked
     * @param tokenizer closed with this
     * @param imageToken the id that stands for an image in the prompt
     */
    protected VisionLanguageFolder(Path path, Checkpoint checkpoint, Tokenizer tokenizer, int imageToken) {
        this.path = path;
        this.checkpoint = checkpoint;
        this.tokenizer = tokenizer;
        this.imageToken = imageToken;
    }

    /**
     * Loads the tokenizer of a folder.
     *
     * @param image the token for images, where the tokenizer has one
     * @param imageToken its id by {@code config.json}
     * @param vocabulary entries by {@code config.json}
     * @throws BadCheckpoint if there is none, or it does not fit the configuration
     */
    protected static Tokenizer tokenizer(Path path, String image, int imageToken, int vocabulary) {
        Path words = path.resolve("tokenizer.json");
        if (!Files.exists(words)) {
            // AutoTokenizer of transformers 5 would leave out the space that SentencePiece puts in front of a text.
            String reader = Files.exists(path.resolve("tokenizer.model"))
                    ? "LlamaTokenizerFast.from_pretrained(folder, legacy=True)"
                    : "AutoTokenizer.from_pretrained(folder)";
            throw new BadCheckpoint(words, "not found; " + reader + ".save_pretrained(folder) in Python writes it");
        }
        Tokenizer tokenizer = Tokenizer.load(words);
        try {
            requireFitting(tokenizer, image, imageToken, vocabulary);
        } catch (BadCheckpoint e) {
            tokenizer.close();
            throw e;
        }
        return tokenizer;
    }

    private static void requireFitting(Tokenizer tokenizer, String image, int imageToken, int vocabulary) {
        OptionalInt found = tokenizer.id(image);
        if (found.isPresent() && found.getAsInt() != imageToken) {
            throw new BadCheckpoint(
                    tokenizer.file(), "token " + image, "has id " + found.getAsInt(), "config.json says " + imageToken);
        }
        if (found.isEmpty() && imageToken < tokenizer.size()) {
            throw new BadCheckpoint(
                    tokenizer.file(), "id " + imageToken, "is a word's", "config.json says it stands for an image");
        }
        if (tokenizer.size() > vocabulary) {
            throw new BadCheckpoint(
                    tokenizer.file(),
                    "the vocabulary",
                    "has " + tokenizer.size() + " entries",
                    "config.json says " + vocabulary + ": this tokenizer belongs to another model");
        }
    }

    /** Where it is. */
    public final Path path() {
        return path;
    }

    /** Its weights. */
    protected final Checkpoint checkpoint() {
        return checkpoint;
    }

    /** Its tokenizer, which lives as long as this. */
    public final Tokenizer tokenizer() {
        return tokenizer;
    }

    /**
     * Gives what makes ids of conversations.
     *
     * @throws BadCheckpoint if the tokenizer lacks a token of the template, with the templates whose tokens it has
     */
    public final SampleEncoder encoder(ChatTemplate template) {
        for (String token : tokens(template)) {
            if (tokenizer.id(token).isPresent()) continue;
            String fitting = templates().stream()
                    .filter(each -> tokens(each).stream()
                            .allMatch(other -> tokenizer.id(other).isPresent()))
                    .map(Object::toString)
                    .collect(Collectors.joining(", "));
            throw new BadCheckpoint(
                    tokenizer.file(),
                    "has no token " + token + ", which the template " + template + " needs; of this family's "
                            + (fitting.isEmpty() ? "none fits" : fitting + " would fit"));
        }
        return new SampleEncoder(tokenizer, template, imageToken, EndTokens.of(path));
    }

    private static List<String> tokens(ChatTemplate template) {
        return Stream.of(template.begin(), template.end())
                .filter(token -> !token.isEmpty())
                .toList();
    }

    /**
     * How the model was trained to be asked.
     *
     * @throws BadCheckpoint if the folder has a {@code chat_template} that is not known
     */
    public abstract ChatTemplate template();

    /** The templates that models of the family may have been trained with. */
    protected abstract List<? extends ChatTemplate> templates();

    /**
     * How the model is asked by somebody who says so.
     *
     * @param name of one of the family's templates; empty for the folder's own
     * @throws io.github.fttp.core.io.BadData if there is none such, with those that are
     */
    public final ChatTemplate template(String name) {
        return name.isEmpty() ? template() : ChatTemplate.named(name, templates());
    }

    /** How images become what the image encoder takes. */
    public abstract ImagePreparation images();

    /** Sizes of its decoder. */
    public abstract LlamaConfig decoder();

    /** Sizes of its image encoder. */
    public abstract EncoderSizes imageEncoder();

    /** How many numbers the projector's weights hold. */
    public abstract long projectorValues();

    /** About how many bytes a run by a method takes, for its longest batch of these samples. */
    public final long trainingBytes(
            TrainedPart part, UnlearningMethod method, Training training, List<SampleWithImages> samples) {
        return MemoryForecast.of(this, part, method, training).bytes(samples);
    }

    /** The model; weights stay mapped where their type allows. The caller closes it. */
    public abstract VisionLanguageModel load(Engine engine);

    /** How files of adapters call the model's modules, current names first. */
    public abstract List<ModuleNames> adapterNames();

    /** The name that older versions of the family's files gave a module or weight. */
    public abstract String oldName(String name);

    /**
     * Writes a folder like this one with the weights that {@code model} has now. Everything beside the weights is copied; weights
     * in other formats and an adapter would undo what was forgotten and are left out, as the log says.
     *
     * @param folder not there yet
     * @throws CannotWrite if it can't be written; nothing of it is there then
     */
    public final void write(Path folder, Module model) {
        write(folder, model, List.of());
    }

    /**
     * Writes likewise, but some weights as float32, since a coarser type would round their small changes away; the type that
     * {@code config.json} names, in which Python loads all of them, is float32 then.
     *
     * @param exact parameters of the model
     */
    public final void write(Path folder, Module model, List<Parameter> exact) {
        AtomicFiles.writeFolder(folder, part -> {
            List<Path> files = files();
            for (Path file : files) {
                if (isNoWeight(file)) copy(file, part.resolve(file.getFileName()), !exact.isEmpty());
            }
            Map<String, Tensor> values = new HashMap<>();
            for (Parameter each : model.parameters()) values.put(each.name(), each.value());
            if (values.containsKey(LlamaModel.HEAD)) untie(part.resolve(CONFIG));
            checkpoint.write(part, values, exact.stream().map(Parameter::name).collect(Collectors.toSet())::contains);
            String leftOut = files.stream()
                    .map(Path::getFileName)
                    .filter(name -> !Files.exists(part.resolve(name)))
                    .map(Path::toString)
                    .collect(Collectors.joining(", "));
            if (!leftOut.isEmpty()) LOG.info("{}: left out: {}", folder, leftOut);
            String unread = checkpoint.names().stream()
                    .filter(name -> !values.containsKey(name))
                    .filter(name ->
                            !CheckpointWeights.isHarmless(name) && !decoder().isTied(name))
                    .sorted()
                    .collect(Collectors.joining(", "));
            if (!unread.isEmpty()) LOG.info("{}: left out, since nothing here computes with them: {}", folder, unread);
        });
    }

    private List<Path> files() {
        try (Stream<Path> files = Files.list(path)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new BadCheckpoint(path, e);
        }
    }

    /** An output layer that is not the embedding must not be taken for it by who reads the folder. */
    private static void untie(Path config) {
        try {
            ModelConversion.untieConfig(config);
        } catch (IOException e) {
            throw new CannotWrite(config, e);
        }
    }

    /** @param float32 whether {@code config.json} is to name that type */
    private static void copy(Path file, Path to, boolean float32) {
        try {
            if (float32 && file.endsWith(CONFIG)) ModelConversion.copyConfig(file, to, DType.FLOAT32);
            else Files.copy(file, to);
        } catch (IOException e) {
            throw new CannotWrite(to, e);
        }
    }

    /** With PEFT installed transformers opens the base that {@code adapter_config.json} names instead of the folder's weights. */
    private static boolean isNoWeight(Path file) {
        String name = file.getFileName().toString();
        return !OtherWeights.is(file)
                && !name.matches(".*\\.safetensors(\\.index(\\.[a-z0-9]+)?\\.json)?")
                && !name.equals("adapter_config.json");
    }

    /** Bytes that the weights take once they are read. */
    public final long bytes() {
        return checkpoint.bytes();
    }

    /** How many numbers the weights hold. */
    public final long values() {
        return checkpoint.values();
    }

    @Override
    public final void close() {
        tokenizer.close();
    }
}
