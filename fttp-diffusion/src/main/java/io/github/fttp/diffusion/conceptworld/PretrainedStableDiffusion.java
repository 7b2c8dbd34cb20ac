package io.github.fttp.diffusion.conceptworld;

import io.github.fttp.core.io.BundledFolder;
import java.nio.file.Path;
import java.util.List;

/**
 * The small Stable Diffusion that draws the drawn world and comes with the library, as {@link StableDiffusionPretraining}
 * wrote it.
 */
public final class PretrainedStableDiffusion {
    private static final BundledFolder FOLDER = new BundledFolder(
            PretrainedStableDiffusion.class,
            "sd",
            List.of(
                    "model_index.json",
                    "scheduler/scheduler_config.json",
                    "text_encoder/config.json",
                    "text_encoder/model.safetensors",
                    "tokenizer/merges.txt",
                    "tokenizer/tokenizer_config.json",
                    "tokenizer/vocab.json",
                    "unet/config.json",
                    "unet/diffusion_pytorch_model.safetensors",
                    "vae/config.json",
                    "vae/diffusion_pytorch_model.safetensors"));

    private PretrainedStableDiffusion() {}

    /**
     * Looks whether nothing else would be lost by {@link #copyInto}.
     *
     * @throws io.github.fttp.core.io.BadData if another model is there
     */
    public static void requireFree(Path parent) {
        FOLDER.requireFree(parent);
    }

    /** Writes it into {@code sd/} in a folder, over what is there, and says where. */
    public static Path copyInto(Path parent) {
        return FOLDER.copyInto(parent);
    }
}
