package io.github.fttp.mllm.forget;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.mllm.model.TrainedPart;
import io.github.fttp.mllm.model.VisionLanguageFolder;
import io.github.fttp.mllm.model.VisionLanguageModel;
import java.util.function.Supplier;

/**
 * A model's folder with its engine and its weights, which are made once somebody asks for them; what facades of families are
 * made of. Owns all three. For one thread.
 */
public final class OpenModel implements AutoCloseable {
    private final VisionLanguageFolder folder;
    private final Supplier<Engine> opening;
    private Engine engine;
    private VisionLanguageModel model;
    private Trained trained;

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

    /** The weights as they are now. */
    public VisionLanguageModel model() {
        if (model == null) model = folder.load(engine());
        return model;
    }

    /** Attaches what trains; one run follows another only once that gave its adapter back. */
    Trained train(TrainedPart part, double rate, long seed) {
        if (trained != null) {
            throw new IllegalStateException(
                    "the model forgot already in a run that was not closed: close that, or open it anew");
        }
        trained = Trained.of(part, rate, seed, folder, model(), engine());
        return trained;
    }

    /** Gives an adapter back: the model is as it was before, unless its own weights trained. */
    void release() {
        if (trained != null) trained.close();
        trained = null;
    }

    @Override
    public void close() {
        release();
        if (model != null) model.close();
        if (engine != null) engine.close();
        folder.close();
    }
}
