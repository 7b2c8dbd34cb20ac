package io.github.fttp.mllm.llava;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.Checkpoint;
import io.github.fttp.core.nn.ModuleNames;
import io.github.fttp.core.text.Tokenizer;
import io.github.fttp.mllm.data.ChatTemplate;
import io.github.fttp.mllm.data.Conversation;
import io.github.fttp.mllm.data.ConversationTemplate;
import io.github.fttp.mllm.data.ImagePreparation;
import io.github.fttp.mllm.llama.LlamaConfig;
import io.github.fttp.mllm.model.EncoderSizes;
import io.github.fttp.mllm.model.VisionLanguageFolder;
import java.nio.file.Path;
import java.util.List;

/** A folder of LLaVA 1.5. */
public final class LlavaFolder extends VisionLanguageFolder {
    private final LlavaConfig config;
    private final ImagePreparation images;

    private LlavaFolder(
            Path path, LlavaConfig config, Checkpoint checkpoint, ImagePreparation images, Tokenizer tokenizer) {
        super(path, checkpoint, tokenizer, config.imageToken());
        this.config = config;
        this.images = images;
    }

    /**
     * Opens a folder.
     *
     * @throws io.github.fttp.core.io.BadCheckpoint naming the file and what is wrong with it
     */
    public static LlavaFolder open(Path path) {
        Checkpoint.requireFolder(path);
        LlavaConfig config = LlavaConfig.read(path);
        Checkpoint checkpoint = LlavaModel.checked(path, config);
        ImagePreparation images = new SquareImages(config, config.vision().processor(path));
        Tokenizer words = tokenizer(
                path, Conversation.IMAGE, config.imageToken(), config.text().vocabulary());
        return new LlavaFolder(path, config, checkpoint, images, words);
    }

    /** Sizes and settings. */
    public LlavaConfig config() {
        return config;
    }

    /** LLaVA's own, which its models were trained with whatever their folder says. */
    @Override
    public ChatTemplate template() {
        return ConversationTemplate.VICUNA_V1;
    }

    @Override
    protected List<ConversationTemplate> templates() {
        return List.of(ConversationTemplate.values());
    }

    @Override
    public ImagePreparation images() {
        return images;
    }

    @Override
    public LlavaModel load(Engine engine) {
        return LlavaModel.load(config, checkpoint(), engine.pool());
    }

    @Override
    public LlamaConfig decoder() {
        return config.text();
    }

    @Override
    public EncoderSizes imageEncoder() {
        return config.imageEncoder();
    }

    @Override
    public long projectorValues() {
        return config.projectorValues();
    }

    @Override
    public List<ModuleNames> adapterNames() {
        return LlavaModel.adapterNames();
    }

    @Override
    public String oldName(String name) {
        return LlavaModel.oldName(name);
    }
}
