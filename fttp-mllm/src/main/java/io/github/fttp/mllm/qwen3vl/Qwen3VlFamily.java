package io.github.fttp.mllm.qwen3vl;

import io.github.fttp.mllm.data.PublishedTemplates;
import io.github.fttp.mllm.model.VisionLanguageFamily;
import io.github.fttp.mllm.qwen.QwenChat;
import io.github.fttp.mllm.qwen.QwenFolder;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** Qwen3-VL. */
public final class Qwen3VlFamily implements VisionLanguageFamily {
    private static final PublishedTemplates TEMPLATES = new PublishedTemplates(
            Map.of("9d879ef91075acbfb2df7e441fd79d60bacfca989cf6d511d2af45c681e94f10", QwenChat.QWEN3_VL),
            QwenChat.QWEN3_VL);

    @Override
    public String name() {
        return "Qwen3-VL";
    }

    @Override
    public String modelType() {
        return "qwen3_vl";
    }

    @Override
    public Set<String> architectures() {
        return Set.of("Qwen3VLForConditionalGeneration", "Qwen3VLModel");
    }

    @Override
    public QwenFolder open(Path folder) {
        return QwenFolder.open(folder, Qwen3VlConfig.read(folder).architecture(), TEMPLATES);
    }
}
