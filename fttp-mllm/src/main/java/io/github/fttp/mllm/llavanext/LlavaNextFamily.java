package io.github.fttp.mllm.llavanext;

import io.github.fttp.mllm.model.VisionLanguageFamily;
import io.github.fttp.mllm.model.VisionLanguageFolder;
import java.nio.file.Path;
import java.util.Set;

/** LLaVA 1.6, on Vicuna and on Mistral. */
public final class LlavaNextFamily implements VisionLanguageFamily {
    @Override
    public String name() {
        return "LLaVA 1.6";
    }

    @Override
    public String modelType() {
        return "llava_next";
    }

    @Override
    public Set<String> architectures() {
        return Set.of("LlavaNextForConditionalGeneration", "LlavaNextModel");
    }

    @Override
    public VisionLanguageFolder open(Path folder) {
        return LlavaNextFolder.open(folder);
    }
}
