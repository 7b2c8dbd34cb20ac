package io.github.fttp.diffusion.pipeline;

import io.github.fttp.core.method.Modality;
import io.github.fttp.core.model.ModelKind;
import java.nio.file.Path;

/** Stable Diffusion, in pipeline folders of diffusers. */
public final class StableDiffusionKind implements ModelKind {
    @Override
    public Modality modality() {
        return Modality.IMAGE;
    }

    @Override
    public String file() {
        return StableDiffusionFolder.INDEX;
    }

    @Override
    public String family(Path folder) {
        return StableDiffusionFolder.pipeline(folder);
    }
}
