package io.github.fttp.mllm.qwen;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.Checkpoint;
import io.github.fttp.core.nn.ModuleNames;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.text.Tokenizer;
import io.github.fttp.mllm.data.ChatTemplate;
import io.github.fttp.mllm.data.ImagePreparation;
import io.github.fttp.mllm.data.PublishedTemplates;
import io.github.fttp.mllm.llama.LlamaConfig;
import io.github.fttp.mllm.model.EncoderSizes;
import io.github.fttp.mllm.model.VisionLanguageFolder;
import java.nio.file.Path;
import java.util.List;

/** A folder of a Qwen-VL. */
public final class QwenFolder extends VisionLanguageFolder {
    private final QwenArchitecture architecture;
    private final PublishedTemplates templates;
    private final ImagePreparation images;

    private QwenFolder(
            Path path,
            QwenArchitecture architecture,
            PublishedTemplates templates,
            Checkpoint checkpoint,
            ImagePreparation images,
            Tokenizer tokenizer) {
        super(path, checkpoint, tokenizer, architecture.config().imageToken());
        this.architecture = architecture;
        this.templates = templates;
        this.images = images;
    }

    /**
     * Opens a folder.
     *
     * @param architecture by the folder's configuration
     * @param templates that the family's folders bring along
     * @throws io.github.fttp.core.io.BadCheckpoint naming the file and what is wrong with it
     */
    public static QwenFolder open(Path path, QwenArchitecture architecture, PublishedTemplates templates) {
        QwenConfig config = architecture.config();
        Checkpoint checkpoint = architecture.checked(path);
        ImagePreparation images = QwenImages.read(path, config.patches());
        Tokenizer words = tokenizer(
                path, QwenChat.IMAGE, config.imageToken(), config.text().vocabulary());
        return new QwenFolder(path, architecture, templates, checkpoint, images, words);
    }

    @Override
    public ChatTemplate template() {
        return templates.of(path());
    }

    @Override
    protected List<ChatTemplate> templates() {
        return templates.all();
    }

    @Override
    public ImagePreparation images() {
        return images;
    }

    @Override
    public LlamaConfig decoder() {
        return architecture.config().text();
    }

    @Override
    public EncoderSizes imageEncoder() {
        return architecture.encoder();
    }

    @Override
    public long projectorValues() {
        return checkpoint().names().stream()
                .filter(name -> name.startsWith(QwenModel.VISUAL + "merger.")
                        || name.startsWith(QwenModel.VISUAL + "deepstack_merger_list."))
                .map(checkpoint()::shape)
                .mapToLong(Shape::size)
                .sum();
    }

    @Override
    public QwenModel load(Engine engine) {
        return architecture.load(checkpoint(), engine.pool());
    }

    @Override
    public List<ModuleNames> adapterNames() {
        return QwenModel.adapterNames();
    }

    @Override
    public String oldName(String name) {
        return QwenModel.oldName(name);
    }
}
