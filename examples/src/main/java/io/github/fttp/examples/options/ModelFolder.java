package io.github.fttp.examples.options;

import io.github.fttp.core.io.BadCheckpoint;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.method.Modality;
import io.github.fttp.diffusion.pipeline.StableDiffusionFolder;
import io.github.fttp.mllm.model.VisionLanguageFamilies;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A model's folder, recognised by its files.
 *
 * @param modality what it makes
 * @param family what people call it
 */
public record ModelFolder(Path path, Modality modality, String family) {
    /**
     * Recognises a folder by the class in {@code model_index.json} (a pipeline of diffusers), else by {@code config.json}.
     *
     * @throws BadCheckpoint if it is no model's, or of a family that is not known, with those that are
     */
    public static ModelFolder of(Path path) {
        if (Files.exists(path.resolve("model_index.json"))) {
            return new ModelFolder(path, Modality.IMAGE, StableDiffusionFolder.pipeline(path));
        }
        if (Files.isDirectory(path) && !Files.exists(path.resolve("config.json"))) {
            throw new BadCheckpoint(path, "is not a model folder: it has neither config.json nor model_index.json");
        }
        return new ModelFolder(
                path, Modality.TEXT, VisionLanguageFamilies.of(path).name());
    }

    /**
     * Refuses a model that makes something else.
     *
     * @param asked what it is to make
     * @param by what asks for it
     * @throws BadData naming both
     */
    public ModelFolder require(Modality asked, String by) {
        if (modality != asked) throw new BadData(by, "is for a model of " + asked + ", but " + this);
        return this;
    }

    @Override
    public String toString() {
        return path + " is " + family;
    }
}
