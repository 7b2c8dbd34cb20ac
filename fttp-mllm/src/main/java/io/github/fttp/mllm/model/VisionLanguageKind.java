package io.github.fttp.mllm.model;

import io.github.fttp.core.method.Modality;
import io.github.fttp.core.model.ModelKind;
import java.nio.file.Path;

/** Vision-language models, in folders of transformers. */
public final class VisionLanguageKind implements ModelKind {
    @Override
    public Modality modality() {
        return Modality.TEXT;
    }

    @Override
    public String file() {
        return "config.json";
    }

    @Override
    public String family(Path folder) {
        return VisionLanguageFamilies.of(folder).name();
    }
}
