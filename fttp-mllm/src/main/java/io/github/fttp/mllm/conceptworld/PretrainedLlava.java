package io.github.fttp.mllm.conceptworld;

import io.github.fttp.core.io.BundledFolder;
import java.nio.file.Path;
import java.util.List;

/** The small LLaVA that knows the drawn world and comes with the library, as {@link LlavaPretraining} wrote it. */
public final class PretrainedLlava {
    private static final BundledFolder FOLDER = new BundledFolder(
            PretrainedLlava.class,
            "llava",
            List.of("config.json", "model.safetensors", "preprocessor_config.json", "tokenizer.json"));

    private PretrainedLlava() {}

    /**
     * Looks whether nothing else would be lost by {@link #copyInto}.
     *
     * @throws io.github.fttp.core.io.BadData if another model is there
     */
    public static void requireFree(Path parent) {
        FOLDER.requireFree(parent);
    }

    /** Writes it into {@code llava/} in a folder, over what is there, and says where. */
    public static Path copyInto(Path parent) {
        return FOLDER.copyInto(parent);
    }
}
