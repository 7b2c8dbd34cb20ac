package io.github.fttp.mllm.llava;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.Engines;
import io.github.fttp.mllm.VisionLanguage;
import java.nio.file.Path;
import java.util.function.Supplier;

/** LLaVA 1.5, opened from its folder; see {@link VisionLanguage}, which opens other families too. */
public final class Llava extends VisionLanguage {
    private Llava(LlavaFolder folder, Supplier<Engine> engine) {
        super(folder, engine);
    }

    /**
     * Opens a folder; the fastest engine that loads computes.
     *
     * @throws io.github.fttp.core.io.BadCheckpoint naming the file and what is wrong with it
     */
    public static Llava open(Path folder) {
        return open(folder, () -> Engines.best().engine());
    }

    /**
     * Opens a folder with an engine of one's own.
     *
     * @param engine is called once, when something is to be computed; the engine is closed with this
     */
    public static Llava open(Path folder, Supplier<Engine> engine) {
        return new Llava(LlavaFolder.open(folder), engine);
    }
}
