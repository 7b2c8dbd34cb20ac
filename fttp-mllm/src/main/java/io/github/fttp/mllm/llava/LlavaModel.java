package io.github.fttp.mllm.llava;

import io.github.fttp.core.autograd.Rows;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.clip.ClipVisionConfig;
import io.github.fttp.core.clip.ClipVisionModel;
import io.github.fttp.core.clip.VisionKind;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.Checkpoint;
import io.github.fttp.core.nn.CheckpointWeights;
import io.github.fttp.core.nn.Linear;
import io.github.fttp.core.nn.Module;
import io.github.fttp.core.nn.ModuleNames;
import io.github.fttp.core.nn.TwoLayerMlp;
import io.github.fttp.core.nn.Weights;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.mllm.data.MergedInputs;
import io.github.fttp.mllm.data.PreparedImage;
import io.github.fttp.mllm.llama.DecoderInput;
import io.github.fttp.mllm.llama.LlamaModel;
import io.github.fttp.mllm.model.VisionLanguageModel;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * LLaVA 1.5: an image encoder, CLIP's or SigLIP's, a projector into the space of words, and a decoder of Llama's kind. Source: transformers'
 * {@code LlavaForConditionalGeneration}, whose values it gives.
 *
 * <p>Parameters are named as in current checkpoints ({@code model.language_model.layers.0...}); older files
 * ({@code language_model.model.layers.0...}) are read as well.
 */
public final class LlavaModel implements VisionLanguageModel {
    private static final String TOWER = "model.vision_tower.vision_model.";
    /** What makes one vector of all patches, which a SigLIP has and nobody asks for. */
    private static final String POOLING = TOWER + "head.";

    private final LlavaConfig config;
    private final ClipVisionModel visionTower;
    private final TwoLayerMlp projector;
    private final LlamaModel languageModel;

    private LlavaModel(LlavaConfig config, Weights weights) {
        this.config = config;
        visionTower = ClipVisionModel.of(config.vision(), weights, TOWER);
        String name = "model.multi_modal_projector.linear_";
        Shape first = config.projectorShape(); // [text hidden, vision hidden * feature layers]
        projector = new TwoLayerMlp(
                Linear.of(weights, name + "1", first.dim(1), first.dim(0), config.projectorBias()),
                config.projectorActivation(),
                Linear.of(weights, name + "2", first.dim(0), first.dim(0), config.projectorBias()));
        languageModel = LlamaModel.of(config.text(), weights, "model.language_model.");
    }

    /** @param weights from a checkpoint, or random ones */
    public static LlavaModel of(LlavaConfig config, Weights weights) {
        return new LlavaModel(config, weights);
    }

    /** Loads a Hugging Face folder; weights stay mapped where their type allows. */
    public static LlavaModel load(Path folder, Engine engine) {
        LlavaConfig config = LlavaConfig.read(folder);
        return load(config, checked(folder, config), engine.pool());
    }

    static LlavaModel load(LlavaConfig config, Checkpoint checkpoint, Pool pool) {
        return of(config, CheckpointWeights.of(checkpoint, pool));
    }

    /** Opens the weights of a folder; names and shapes are those of the configuration, and none is read yet. */
    static Checkpoint checked(Path folder, LlavaConfig config) {
        Checkpoint checkpoint = Checkpoint.open(folder, "model", LlavaModel::currentName);
        of(config, CheckpointWeights.checking(checkpoint));
        checkpoint.requireAllRead(name -> CheckpointWeights.isHarmless(name)
                || config.text().isTied(name)
                || config.vision().kind() == VisionKind.SIGLIP && name.startsWith(POOLING));
        return checkpoint;
    }

    /** The name that current checkpoints give a weight of an older one. */
    public static String currentName(String name) {
        if (name.equals("language_model.lm_head.weight")) return "lm_head.weight";
        if (name.startsWith("language_model.model.")) {
            return "model.language_model." + name.substring("language_model.model.".length());
        }
        boolean bare = name.startsWith("vision_tower.") || name.startsWith("multi_modal_projector.");
        String full = bare ? "model." + name : name;
        // transformers 5 leaves the tower's own level out.
        String tower = "model.vision_tower.";
        boolean flat = full.startsWith(tower) && !full.startsWith(TOWER);
        return flat ? TOWER + full.substring(tower.length()) : full;
    }

    /** The name that transformers before 4.52 gave a weight or module: the inverse of {@link #currentName}. */
    public static String oldName(String name) {
        if (name.startsWith("lm_head")) return "language_model." + name;
        if (name.startsWith("model.language_model.")) {
            return "language_model.model." + name.substring("model.language_model.".length());
        }
        return name.startsWith("model.") ? name.substring("model.".length()) : name;
    }

    /**
     * How files of adapters call the model's modules: as current versions of transformers do, as those before 4.52 do, both
     * also without the level of the vision tower's own; or as the language model alone does, on which an adapter may have
     * been made.
     */
    public static List<ModuleNames> adapterNames() {
        return List.of(
                Optional::of,
                name -> Optional.of(flat(name)),
                name -> Optional.of(oldName(name)),
                name -> Optional.of(oldName(flat(name))),
                name -> ofLanguageModel(name, "model."),
                name -> ofLanguageModel(name, ""));
    }

    private static String flat(String name) {
        return name.replace(TOWER, "model.vision_tower.");
    }

    private static Optional<String> ofLanguageModel(String name, String prefix) {
        String whole = "model.language_model.";
        if (name.startsWith(whole)) return Optional.of(prefix + name.substring(whole.length()));
        return name.equals("lm_head") && !prefix.isEmpty() ? Optional.of(name) : Optional.empty();
    }

    /** Its sizes and settings. */
    public LlavaConfig config() {
        return config;
    }

    @Override
    public LlamaModel languageModel() {
        return languageModel;
    }

    @Override
    public ClipVisionModel visionTower() {
        return visionTower;
    }

    @Override
    public TwoLayerMlp projector() {
        return projector;
    }

    /** Computes what the projector is given: {@code images [N, 3, S, S]} to {@code [N, positions, vision hidden * layers]}. */
    private Var selectedFeatures(Tape tape, Tensor images) {
        List<Integer> wanted = config.featureLayers();
        List<Integer> inOrder = wanted.stream().distinct().sorted().toList();
        List<Var> states = visionTower.hiddenStates(tape, images, new HashSet<>(wanted));
        Var[] chosen =
                wanted.stream().map(layer -> states.get(inOrder.indexOf(layer))).toArray(Var[]::new);
        Var all = chosen.length == 1 ? chosen[0] : Rows.concat(tape, -1, chosen);
        return config.allFeatures()
                ? all
                : Rows.slice(tape, all, 1, 1, all.shape().dim(1));
    }

    /** Features in the space of words: {@code [N, positions, vision hidden * layers]} to {@code [N, positions, C]}. */
    public Var project(Tape tape, Var features) {
        return projector.forward(tape, features);
    }

    @Override
    public int imageToken() {
        return config.imageToken();
    }

    @Override
    public Var encode(Tape tape, List<PreparedImage> images) {
        ClipVisionConfig vision = config.vision();
        int square = vision.channels() * vision.imageSize() * vision.imageSize();
        int squares =
                images.stream().mapToInt(each -> each.pixels().length / square).sum();
        Tensor pixels = tape.drawKept(Shape.of(squares, vision.channels(), vision.imageSize(), vision.imageSize()));
        int from = 0;
        for (PreparedImage each : images) {
            int to = from + each.pixels().length / square;
            pixels.slice(0, from, to).set(each.pixels());
            from = to;
        }
        return selectedFeatures(tape, pixels);
    }

    @Override
    public DecoderInput embed(Tape tape, MergedInputs inputs, List<PreparedImage> images, Var encoded) {
        Var features = images.isEmpty() ? encoded : project(tape, encoded);
        return DecoderInput.of(languageModel.embed(tape, inputs, features), inputs.attended());
    }

    @Override
    public List<Module> parts() {
        return List.of(visionTower, projector, languageModel);
    }
}
