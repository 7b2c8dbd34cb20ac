package io.github.fttp.mllm.compare;

import io.github.fttp.core.method.Modality;
import io.github.fttp.metrics.compare.ComparedModel;
import io.github.fttp.metrics.compare.ComparedModelProvider;
import io.github.fttp.metrics.compare.ComparisonTask;
import io.github.fttp.mllm.conceptworld.PretrainedLlava;
import java.nio.file.Path;

/** Vision-language models, for tasks in text. */
public final class VisionLanguageModels implements ComparedModelProvider {
    @Override
    public Modality modality() {
        return Modality.TEXT;
    }

    @Override
    public ComparedModel model(ComparisonTask task, Path folder) {
        return new ComparedVisionLanguage(task, folder);
    }

    @Override
    public ComparisonTask drawnWorld() {
        return ComparedVisionLanguage.drawnWorld();
    }

    @Override
    public Path pretrained(Path parent) {
        return PretrainedLlava.copyInto(parent);
    }
}
