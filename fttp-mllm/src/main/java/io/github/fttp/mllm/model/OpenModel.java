package io.github.fttp.mllm.model;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.nn.LoraAdapter;
import io.github.fttp.core.nn.PeftAdapter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A model's folder with its engine and its weights, which are made once somebody asks for them; what facades of families are
 * made of. Owns all three. For one thread.
 */
public final class OpenModel implements AutoCloseable {
    private final VisionLanguageFolder folder;
    private final Supplier<Engine> opening;
    private final List<Path> adapters = new ArrayList<>();
    private final List<LoraAdapter> attached = new ArrayList<>();
    private Engine engine;
    private VisionLanguageModel model;
    private Runnable giveBack;
    private boolean closed;

    /** @param engine makes the engine; it is closed with this */
    public OpenModel(VisionLanguageFolder folder, Supplier<Engine> engine) {
        this.folder = folder;
        this.opening = engine;
    }

    /** The folder. */
    public VisionLanguageFolder folder() {
        return folder;
    }

    /** The engine. */
    public Engine engine() {
        if (engine == null) engine = opening.get();
        return engine;
    }

    /** The weights as they are now, with the adapters. */
    public VisionLanguageModel model() {
        if (model == null) {
            VisionLanguageModel loaded = folder.load(engine());
            try {
                adapters.forEach(each -> attach(each, loaded));
            } catch (RuntimeException e) {
                takeOff();
                loaded.close();
                throw e;
            }
            model = loaded;
        }
        return model;
    }

    /**
     * Puts an adapter in PEFT's layout on the model, for as long as this is open; on weights that are not read yet once they are.
     *
     * @throws io.github.fttp.core.io.BadCheckpoint if its settings cannot be read, or, as soon as weights are there, it does not
     *     fit them
     */
    public void adapter(Path adapter) {
        PeftAdapter.require(adapter);
        if (model != null) attach(adapter, model);
        adapters.add(adapter);
    }

    /** The adapters' folders. */
    public List<Path> adapters() {
        return List.copyOf(adapters);
    }

    private void attach(Path adapter, VisionLanguageModel to) {
        attached.add(PeftAdapter.attach(adapter, to, engine.pool(), folder.adapterNames()));
    }

    private void takeOff() {
        attached.forEach(LoraAdapter::close);
        attached.clear();
    }

    /**
     * Writes a folder like the one that was opened with the weights as they are now; adapters are merged into them for good.
     *
     * @throws io.github.fttp.core.io.CannotWrite if the folder is there already, before anything is merged
     * @throws IllegalStateException while a run that was not given back holds an adapter of its own on the model
     */
    public void write(Path to) {
        AtomicFiles.requireNew(to);
        if (giveBack != null) {
            throw new IllegalStateException("a run has not been closed: write what it made, or close it first");
        }
        model();
        attached.forEach(adapter -> adapter.merge(engine));
        attached.clear();
        folder.write(to, model);
    }

    /**
     * Makes what trains the model; one run follows another only once {@link #release} gave the first back.
     *
     * @param giveBack undoes it
     */
    public <T> T train(Supplier<T> attach, Consumer<T> giveBack) {
        if (this.giveBack != null) {
            throw new IllegalStateException(
                    "the model forgot already in a run that was not closed: close that, or open it anew");
        }
        T trained = attach.get();
        this.giveBack = () -> giveBack.accept(trained);
        return trained;
    }

    /** Gives back what trained: the model is as it was before, unless its own weights trained. */
    public void release() {
        if (giveBack != null) giveBack.run();
        giveBack = null;
    }

    @Override
    public void close() {
        if (closed) return;
        closed = true;
        release();
        takeOff();
        if (model != null) model.close();
        if (engine != null) engine.close();
        folder.close();
    }
}
