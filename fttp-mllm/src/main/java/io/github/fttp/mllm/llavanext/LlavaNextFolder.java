package io.github.fttp.mllm.llavanext;

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
import io.github.fttp.mllm.llava.LlavaConfig;
import io.github.fttp.mllm.llava.LlavaFolder;
import io.github.fttp.mllm.llava.LlavaModel;
import io.github.fttp.mllm.model.EncoderSizes;
import io.github.fttp.mllm.model.VisionLanguageFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A folder of LLaVA 1.6. */
final class LlavaNextFolder extends VisionLanguageFolder {
    /** The template of LLaVA 1.6 on a Mistral, which the published texts stand for. */
    private static final PublishedTemplates ON_MISTRAL = new PublishedTemplates(
            Map.of(
                    "41cd724bc51c350966bc5b72a9026392d79d294a6f7a20fe84f348c7355205a4",
                    ConversationTemplate.MISTRAL_INSTRUCT,
                    "8568bb00da59cb4575831132a77a098c28870bd541ea0656c04167729ca028cb",
                    ConversationTemplate.MISTRAL_INSTRUCT),
            ConversationTemplate.MISTRAL_INSTRUCT);

    private final LlavaNextConfig config;
    private final ImagePreparation images;

    private LlavaNextFolder(
            Path path, LlavaNextConfig config, Checkpoint checkpoint, ImagePreparation images, Tokenizer tokenizer) {
        super(path, checkpoint, tokenizer, config.llava().imageToken());
        this.config = config;
        this.images = images;
    }

    static LlavaNextFolder open(Path path) {
        LlavaNextConfig config = LlavaNextConfig.read(path);
        Checkpoint checkpoint = LlavaNextModel.checked(path, config);
        ImagePreparation images = TiledImages.read(path, config);
        int imageToken = config.llava().imageToken();
        Tokenizer words = tokenizer(
                path, Conversation.IMAGE, imageToken, config.llava().text().vocabulary());
        return new LlavaNextFolder(path, config, checkpoint, images, words);
    }

    @Override
    public ChatTemplate template() {
        return published().of(path());
    }

    private PublishedTemplates published() {
        LlavaConfig llava = config.llava();
        return llava.decoder().equals("mistral") ? ON_MISTRAL : LlavaFolder.published(llava);
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
    public LlavaNextModel load(Engine engine) {
        return LlavaNextModel.load(config, checkpoint(), engine.pool());
    }

    @Override
    public LlamaConfig decoder() {
        return config.llava().text();
    }

    @Override
    public EncoderSizes imageEncoder() {
        return config.llava().imageEncoder();
    }

    @Override
    public long projectorValues() {
        return config.llava().projectorValues();
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
