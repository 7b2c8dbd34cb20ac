package io.github.fttp.core.method;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.nn.Module;
import java.util.List;
import java.util.function.Consumer;

/**
 * Passes of a run's data through its model, without steps: by what they show, a {@link SelectiveMethod} chooses weights before it
 * trains, and a {@link WeightEdit} changes them.
 */
public interface Passes {
    /** A kind of data. */
    enum Data {
        /** Samples to forget. */
        FORGET,
        /** Samples to keep; none unless the method needs some. */
        RETAIN
    }

    /** Gives the engine that computes. */
    Engine engine();

    /** Gives the weights that may change, in the order of the model; all float32. */
    List<Parameter> weights();

    /** Gives the parts of the model that have neurons of their own kind, such as an image encoder and a decoder; perhaps none. */
    List<Module> towers();

    /** Number of batches of a pass over this data. */
    int batches(Data data);

    /**
     * Passes all data through the model once, in the order of the samples; dropout and noise are a step's own.
     *
     * @param loss of forget data alone, which here stand for either kind; batches are not averaged over
     * @param behindEach batch: each weight's gradient is then the sum over batches since it was last cleared
     * @throws io.github.fttp.core.io.BadData if the loss needs what the model does not have
     */
    void gradients(Data data, TrainingMethod loss, Runnable behindEach);

    /** Passes all data through the model as it is used, batch by batch; elements live as long as their call. */
    void elements(Data data, Consumer<Elements> each);
}
