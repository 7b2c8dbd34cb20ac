package io.github.fttp.diffusion.pipeline;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.train.Memory;
import io.github.fttp.diffusion.lora.DiffusersLora;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A pipeline's folder with the engine that computes and the models, which are read once somebody asks for them; what the facade is
 * made of. Owns the folder and the models. For one thread.
 */
public final class OpenPipeline implements AutoCloseable {
    private final StableDiffusionFolder folder;
    private final Engine engine;
    private final List<Path> adapters = new ArrayList<>();
    /** Closed before the models, the last first. */
    private final Deque<Runnable> closing = new ArrayDeque<>();

    private LoadedPipeline loaded;

    /** @param engine stays the caller's */
    public OpenPipeline(StableDiffusionFolder folder, Engine engine) {
        this.folder = folder;
        this.engine = engine;
    }

    /** The folder: what the model is, without its weights. */
    public StableDiffusionFolder folder() {
        return folder;
    }

    /** What computes. */
    public Engine engine() {
        return engine;
    }

    /** The models as they are now, which live as long as this. */
    public LoadedPipeline models() {
        if (loaded == null) {
            loaded = folder.load(engine);
            adapters.forEach(this::attach);
        }
        return loaded;
    }

    /**
     * Looks whether memory will be enough, as long as the models are not read.
     *
     * @param bytes of all that there will be
     * @param what it is for
     */
    public void requireMemory(long bytes, String what) {
        if (loaded == null) Memory.require(engine.pool(), bytes, what);
    }

    /**
     * Puts an adapter on, a LoRA file of diffusers or kohya or a folder of PEFT, until this is closed; on models that are not read
     * yet once they are.
     *
     * @throws io.github.fttp.core.io.BadCheckpoint naming the file and what is wrong with it, as soon as the models are there
     */
    public void adapter(Path lora) {
        adapters.add(lora);
        if (loaded != null) attach(lora);
    }

    private void attach(Path lora) {
        closeBefore(DiffusersLora.attach(lora, loaded.adaptable(), engine)::close);
    }

    /** The files of the adapters. */
    public List<Path> adapters() {
        return List.copyOf(adapters);
    }

    /** Does something before the models are closed. */
    public void closeBefore(Runnable what) {
        closing.push(what);
    }

    @Override
    public void close() {
        closing.forEach(Runnable::run);
        if (loaded != null) loaded.close();
        folder.close();
    }
}
