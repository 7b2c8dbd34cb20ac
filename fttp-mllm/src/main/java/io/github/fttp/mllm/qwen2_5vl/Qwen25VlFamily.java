package io.github.fttp.mllm.qwen2_5vl;

import io.github.fttp.mllm.data.PublishedTemplates;
import io.github.fttp.mllm.model.VisionLanguageFamily;
import io.github.fttp.mllm.qwen.QwenChat;
import io.github.fttp.mllm.qwen.QwenFolder;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** Qwen2.5-VL. */
public final class Qwen25VlFamily implements VisionLanguageFamily {
    private static final PublishedTemplates TEMPLATES = new PublishedTemplates(
            Map.of("a0bc6f6fc7a29a80017a433e8f03a1cc1236e838a944a2d034295a60c4f2fddb", QwenChat.QWEN2_5_VL),
            QwenChat.QWEN2_5_VL);

    @Override
    public String name() {
        return "Qwen2.5-VL";
    }

    @Override
    public String modelType() {
        return "qwen2_5_vl";
    }

    @Override
    public Set<String> architectures() {
        return Set.of("Qwen2_5_VLForConditionalGeneration", "Qwen2_5_VLModel");
    }

    @Override
    public QwenFolder open(Path folder) {
        return QwenFolder.open(folder, Qwen25VlConfig.read(folder).architecture(), TEMPLATES);
    }
}
