package io.github.fttp.diffusion.pipeline;

import io.github.fttp.core.clip.ClipTextConfig;
import io.github.fttp.core.clip.ClipTextModel;
import io.github.fttp.core.clip.ClipTokenizer;
import io.github.fttp.core.io.BadCheckpoint;
import io.github.fttp.core.io.Checkpoint;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.nn.CheckpointWeights;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.diffusion.unet.Framing;
import io.github.fttp.diffusion.unet.UNetConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The text side of a pipeline's folder: encoders that are checked and not loaded yet, and their tokenizers. */
final class TextFolders implements AutoCloseable {
    private final PipelineKind kind;
    private final boolean zerosWithoutPrompt;
    private final List<ClipTextConfig> configs = new ArrayList<>();
    private final List<Checkpoint> weights = new ArrayList<>();
    private final PromptTokenizers tokenizers;

    /**
     * @param index its {@code model_index.json}
     * @throws BadCheckpoint naming the file and what is wrong with it
     */
    TextFolders(Path path, Json index, UNetConfig unet) {
        kind = PipelineKind.of(index);
        zerosWithoutPrompt = kind.addsPooledText()
                && index.optional("force_zeros_for_empty_prompt")
                        .map(Json::flag)
                        .orElse(true);
        for (PipelineKind.Encoder encoder : kind.encoders()) {
            ClipTextConfig config = ClipTextConfig.read(path.resolve(encoder.part()));
            // The class is that of the index: the encoder may have been saved as another.
            configs.add(encoder.isProjecting() ? config.projectingTo(config.projectionSize()) : config.notProjecting());
        }
        requireFitting(path.resolve("unet").resolve("config.json"), unet);
        for (int i = 0; i < configs.size(); i++) {
            Path part = path.resolve(kind.encoders().get(i).part());
            weights.add(ClipTextModel.checked(part, configs.get(i)));
        }
        tokenizers = tokenizers(path);
    }

    private void requireFitting(Path unetFile, UNetConfig unet) {
        int width = configs.stream().mapToInt(ClipTextConfig::hiddenSize).sum();
        for (UNetConfig.Level level : unet.down()) {
            if (level.contextWidth() == width) continue;
            throw new BadCheckpoint(
                    unetFile,
                    "cross_attention_dim",
                    "is " + level.contextWidth(),
                    configs.size() == 1
                            ? "the text encoder's states are " + width + " wide"
                            : "the text encoders' states are " + width + " wide together");
        }
        UNetConfig.Addition addition = unet.addition();
        if (addition.isThere() != kind.addsPooledText()) {
            throw new BadCheckpoint(
                    unetFile,
                    "addition_embed_type",
                    addition.isThere() ? "is \"text_time\"" : "is absent",
                    "a " + kind.className() + (kind.addsPooledText() ? " has \"text_time\"" : " has none"));
        }
        int pooled = configs.get(configs.size() - 1).projectionSize();
        int expected = pooled + Framing.NUMBERS * addition.waves();
        if (addition.isThere() && addition.width() != expected) {
            throw new BadCheckpoint(
                    unetFile,
                    "projection_class_embeddings_input_dim",
                    "is " + addition.width(),
                    "pooled text of " + pooled + " and " + Framing.NUMBERS + " numbers of " + addition.waves()
                            + " waves are " + expected);
        }
    }

    private PromptTokenizers tokenizers(Path path) {
        List<ClipTokenizer> opened = new ArrayList<>();
        try {
            for (int i = 0; i < configs.size(); i++) {
                Path folder = path.resolve(kind.encoders().get(i).tokenizer());
                opened.add(ClipTokenizer.load(folder, configs.get(i)));
                int length = opened.get(0).length();
                if (opened.get(i).length() == length) continue;
                throw new BadCheckpoint(
                        folder,
                        "the length of prompts",
                        "is " + opened.get(i).length(),
                        "it is " + length + " for the other text encoder");
            }
            return new PromptTokenizers(opened);
        } catch (RuntimeException e) {
            opened.forEach(ClipTokenizer::close);
            throw e;
        }
    }

    PipelineKind kind() {
        return kind;
    }

    PromptTokenizers tokenizers() {
        return tokenizers;
    }

    /** Loads the encoders; weights stay mapped where their type allows. */
    TextEncoders load(Pool pool) {
        List<ClipTextModel> models = new ArrayList<>();
        for (int i = 0; i < configs.size(); i++) {
            models.add(ClipTextModel.of(configs.get(i), CheckpointWeights.of(weights.get(i), pool)));
        }
        return new TextEncoders(kind, models, zerosWithoutPrompt);
    }

    /** Bytes that the weights take once they are read. */
    long bytes() {
        return weights.stream().mapToLong(Checkpoint::bytes).sum();
    }

    @Override
    public void close() {
        tokenizers.close();
    }
}
