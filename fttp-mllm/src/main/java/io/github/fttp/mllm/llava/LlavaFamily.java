package io.github.fttp.mllm.llava;

import io.github.fttp.mllm.model.VisionLanguageFamily;
import java.nio.file.Path;
import java.util.Set;

/** LLaVA 1.5, and what else has its architecture. */
public final class LlavaFamily implements VisionLanguageFamily {
    @Override
    public String name() {
        return "LLaVA 1.5";
    }

    @Override
    public String modelType() {
        return "llava";
    }

    @Override
    public Set<String> architectures() {
        return Set.of("LlavaForConditionalGeneration", "LlavaModel");
    }

    @Override
    public LlavaFolder open(Path folder) {
        return LlavaFolder.open(folder);
    }
}
