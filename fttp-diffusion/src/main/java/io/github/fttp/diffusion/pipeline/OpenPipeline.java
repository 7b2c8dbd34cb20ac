package io.github.fttp.diffusion.pipeline;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.train.Memory;
import io.github.fttp.diffusion.lora.AppliedLora;
import io.github.fttp.diffusion.lora.DiffusersLora;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

/**
 * A pipeline's folder with the engine that computes and the models, which are read once somebody asks for them; what the facade is
 * made of. Owns the folder and the models, and the engine if it made it. For one thread.
 */
public final class OpenPipeline implements AutoCloseable {
    private final StableDiffusionFolder folder;
    private final Supplier<Engine> opening;
    private final boolean ownsEngine;
    private final List<Path> adapters = new ArrayList<>();
    /** Taken off before the models are closed, the last first. */
    private final Deque<AppliedLora> attached = new ArrayDeque<>();

    private Engine engine;
    private LoadedPipeline loaded;
    private boolean closed;

    private OpenPipeline(StableDiffusionFolder folder, Supplier<Engine> engine, boolean ownsEngine) {
        this.folder = folder;
        this.opening = engine;
        this.ownsEngine = ownsEngine;
    }

    /** @param engine makes the engine, once it is needed; it is closed with this */
    public OpenPipeline(StableDiffusionFolder folder, Supplier<Engine> engine) {
        this(folder, engine, true);
    }

    /** @param engine stays the caller's */
    public OpenPipeline(StableDiffusionFolder folder, Engine engine) {
        this(folder, () -> engine, false);
    }

    /** The folder: what the model is, without its weights. */
    public StableDiffusionFolder folder() {
        return folder;
    }

    /** Gives the engine that computes. */
    public Engine engine() {
        if (engine == null) engine = opening.get();
        return engine;
    }

    /** The models as they are now, which live as long as this. */
    public LoadedPipeline models() {
        if (loaded == null) {
            LoadedPipeline models = folder.load(engine());
            try {
                adapters.forEach(each -> attach(each, models));
            } catch (RuntimeException e) {
                takeOff();
                models.close();
                throw e;
            }
            loaded = models;
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
        if (loaded == null) Memory.require(engine().pool(), bytes, what);
    }

    /**
     * Puts an adapter on, a LoRA file of diffusers or kohya or a folder of PEFT, until this is closed; on models that are not read
     * yet once they are.
     *
     * @throws io.github.fttp.core.io.BadCheckpoint naming the file and what is wrong with it, as soon as the models are there
     */
    public void adapter(Path lora) {
        if (loaded != null) attach(lora, loaded);
        adapters.add(lora);
    }

    private void attach(Path lora, LoadedPipeline to) {
        attached.push(DiffusersLora.attach(lora, to.adaptable(), engine));
    }

    /** The files of the adapters. */
    public List<Path> adapters() {
        return List.copyOf(adapters);
    }

    private void takeOff() {
        while (!attached.isEmpty()) attached.pop().close();
    }

    @Override
    public void close() {
        if (closed) return;
        closed = true;
        takeOff();
        if (loaded != null) loaded.close();
        folder.close();
        if (engine != null && ownsEngine) engine.close();
    }
}
