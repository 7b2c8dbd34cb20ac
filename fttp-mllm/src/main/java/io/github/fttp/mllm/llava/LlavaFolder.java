package io.github.fttp.mllm.llava;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.Checkpoint;
import io.github.fttp.core.nn.ModuleNames;
import io.github.fttp.core.text.Tokenizer;
import io.github.fttp.mllm.data.ChatTemplate;
import io.github.fttp.mllm.data.Conversation;
import io.github.fttp.mllm.data.ConversationTemplate;
import io.github.fttp.mllm.data.ImagePreparation;
import io.github.fttp.mllm.data.PublishedTemplates;
import io.github.fttp.mllm.llama.LlamaConfig;
import io.github.fttp.mllm.model.EncoderSizes;
import io.github.fttp.mllm.model.VisionLanguageFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A folder of LLaVA 1.5. */
public final class LlavaFolder extends VisionLanguageFolder {
    /**
     * LLaVA's own template on a Vicuna, of LLaVA 1.6 too, which the published texts stand for: with and without marks of the
     * answers, with line ends of two kinds.
     */
    private static final PublishedTemplates ON_VICUNA = new PublishedTemplates(
            Map.of(
                    "50c43d0ac06b32ddd89668462d54ab30c7f75a36b3f1d876e82772b386c2c6f0",
                    ConversationTemplate.VICUNA_V1,
                    "6fef09c05345e88b9f85e80bcb3491003332050750586568bdf91cfa81965d0c",
                    ConversationTemplate.VICUNA_V1,
                    "7e8fbfaa2d9490b13fd923990187f207cf2c6cda6a3fa32925346faa75799af8",
                    ConversationTemplate.VICUNA_V1,
                    "2c2987bf0f184a23cb77c028d94943efb742ade369552733efac4be22398904b",
                    ConversationTemplate.VICUNA_V1),
            ConversationTemplate.VICUNA_V1);

    private static final PublishedTemplates ON_QWEN = new PublishedTemplates(Map.of(), ConversationTemplate.QWEN_1_5);

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

    @Override
    public ChatTemplate template() {
        return published(config).of(path());
    }

    /** The template of a LLaVA, of LLaVA 1.6 too, by its decoder. */
    public static PublishedTemplates published(LlavaConfig config) {
        return config.decoder().equals("qwen2") ? ON_QWEN : ON_VICUNA;
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
