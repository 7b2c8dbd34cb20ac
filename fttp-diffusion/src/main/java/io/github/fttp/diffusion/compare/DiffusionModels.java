package io.github.fttp.diffusion.compare;

import io.github.fttp.core.method.Modality;
import io.github.fttp.diffusion.conceptworld.PretrainedStableDiffusion;
import io.github.fttp.metrics.compare.ComparedModel;
import io.github.fttp.metrics.compare.ComparedModelProvider;
import io.github.fttp.metrics.compare.ComparisonTask;
import java.nio.file.Path;

/** Stable Diffusion, for tasks in images. */
public final class DiffusionModels implements ComparedModelProvider {
    @Override
    public Modality modality() {
        return Modality.IMAGE;
    }

    @Override
    public ComparedModel model(ComparisonTask task, Path folder) {
        return new ComparedStableDiffusion(task, folder);
    }

    @Override
    public ComparisonTask drawnWorld() {
        return ComparedStableDiffusion.drawnWorld();
    }

    @Override
    public Path pretrained(Path parent) {
        return PretrainedStableDiffusion.copyInto(parent);
    }
}
