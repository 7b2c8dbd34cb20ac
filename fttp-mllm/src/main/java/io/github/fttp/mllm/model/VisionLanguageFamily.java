package io.github.fttp.mllm.model;

import java.nio.file.Path;
import java.util.Set;

/**
 * A family of vision-language models: which folders are of it, and how one is opened. Implementations are found by {@link
 * java.util.ServiceLoader}.
 */
public interface VisionLanguageFamily {
    /** Gives what people call it, such as {@code LLaVA 1.5}. */
    String name();

    /** The {@code model_type} of its {@code config.json}, such as {@code llava}. */
    String modelType();

    /** The classes that its {@code config.json} may name under {@code architectures}. */
    Set<String> architectures();

    /**
     * Opens a folder.
     *
     * @throws io.github.fttp.core.io.BadCheckpoint naming the file and what is wrong with it
     */
    VisionLanguageFolder open(Path folder);
}
