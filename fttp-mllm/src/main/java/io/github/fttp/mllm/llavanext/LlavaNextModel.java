package io.github.fttp.mllm.llavanext;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.autograd.Rows;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.Checkpoint;
import io.github.fttp.core.nn.CheckpointWeights;
import io.github.fttp.core.nn.Module;
import io.github.fttp.core.nn.Weights;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.mllm.data.MergedInputs;
import io.github.fttp.mllm.data.PreparedImage;
import io.github.fttp.mllm.llama.DecoderInput;
import io.github.fttp.mllm.llama.LlamaModel;
import io.github.fttp.mllm.llava.LlavaModel;
import io.github.fttp.mllm.llavanext.Tiling.Size;
import io.github.fttp.mllm.model.VisionLanguageModel;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * LLaVA 1.6: LLaVA's parts; an image stands in the text by its features as a whole and by those of its tiles, each row of which
 * ends with {@code image_newline}. Source: transformers' {@code LlavaNextForConditionalGeneration}, whose values it gives.
 */
public final class LlavaNextModel implements VisionLanguageModel {
    private static final String NEWLINE = "image_newline";

    private final LlavaNextConfig config;
    private final LlavaModel llava;
    private final Parameter imageNewline;

    private LlavaNextModel(LlavaNextConfig config, Weights weights) {
        this.config = config;
        llava = LlavaModel.of(config.llava(), weights);
        imageNewline = weights.requireFloat32(
                "model." + NEWLINE, Shape.of(config.llava().text().hiddenSize()));
    }

    /** @param weights from a checkpoint, or random ones */
    public static LlavaNextModel of(LlavaNextConfig config, Weights weights) {
        return new LlavaNextModel(config, weights);
    }

    /** Loads a Hugging Face folder; weights stay mapped where their type allows. */
    public static LlavaNextModel load(Path folder, Engine engine) {
        LlavaNextConfig config = LlavaNextConfig.read(folder);
        return load(config, checked(folder, config), engine.pool());
    }

    static LlavaNextModel load(LlavaNextConfig config, Checkpoint checkpoint, Pool pool) {
        return of(config, CheckpointWeights.of(checkpoint, pool));
    }

    /** Opens the weights of a folder; names and shapes are those of the configuration, and none is read yet. */
    static Checkpoint checked(Path folder, LlavaNextConfig config) {
        Checkpoint checkpoint = Checkpoint.open(folder, "model", LlavaNextModel::currentName);
        of(config, CheckpointWeights.checking(checkpoint));
        checkpoint.requireAllRead(name ->
                CheckpointWeights.isHarmless(name) || config.llava().text().isTied(name));
        return checkpoint;
    }

    /** The name that current checkpoints give a weight of an older one. */
    public static String currentName(String name) {
        return name.equals(NEWLINE) ? "model." + NEWLINE : LlavaModel.currentName(name);
    }

    /** Its sizes and settings. */
    public LlavaNextConfig config() {
        return config;
    }

    @Override
    public Module visionTower() {
        return llava.visionTower();
    }

    @Override
    public Module projector() {
        return llava.projector();
    }

    @Override
    public LlamaModel languageModel() {
        return llava.languageModel();
    }

    @Override
    public int imageToken() {
        return llava.imageToken();
    }

    /** All squares of all images: {@code [squares, side * side, vision hidden * layers]}. */
    @Override
    public Var encode(Tape tape, List<PreparedImage> images) {
        return llava.encode(tape, images);
    }

    /** Features in the space of words, {@code [squares, side * side, C]}. */
    public Var project(Tape tape, Var encoded) {
        return llava.project(tape, encoded);
    }

    /**
     * Computes what stands in the text, {@code [positions of all images, C]}: projected features in their order, without
     * those of padding, a newline behind each row.
     */
    public Var packed(Tape tape, Var projected, List<PreparedImage> images) {
        int rows = projected.shape().rows();
        int width = projected.shape().dim(-1);
        Var table = Rows.concat(
                tape, 0, projected.reshape(rows, width), tape.use(imageNewline).reshape(1, width));
        int square = config.tiling().side() * config.tiling().side();
        IntStream order = IntStream.empty();
        int first = 0;
        for (PreparedImage image : images) {
            Size size = new Size(image.height(), image.width());
            order = IntStream.concat(order, IntStream.of(config.tiling().order(size, first, rows)));
            first += config.tiling().squares(size) * square;
        }
        return Rows.gather(tape, table, order.toArray());
    }

    @Override
    public DecoderInput embed(Tape tape, MergedInputs inputs, List<PreparedImage> images, Var encoded) {
        Var features = images.isEmpty() ? encoded : packed(tape, project(tape, encoded), images);
        return DecoderInput.of(languageModel().embed(tape, inputs, features), inputs.attended());
    }

    @Override
    public List<Parameter> own() {
        return List.of(imageNewline);
    }

    @Override
    public List<Module> parts() {
        return List.of(llava);
    }
}
