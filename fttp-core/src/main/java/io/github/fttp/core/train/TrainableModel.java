package io.github.fttp.core.train;

import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.mask.ElementMask;
import io.github.fttp.core.method.Elements;
import io.github.fttp.core.method.Need;
import io.github.fttp.core.nn.Module;
import io.github.fttp.core.optim.ParameterGroup;
import java.util.List;
import java.util.Set;

/**
 * A model with the samples it understands: what a modality provides to the loop.
 *
 * @param <S> a sample
 */
public interface TrainableModel<S> {
    /** Gives the engine that it computes with. */
    Engine engine();

    /** Gives the parameters that train, in a fixed order; all float32. */
    List<ParameterGroup> groups();

    /** Gives the parts that have neurons of their own kind, such as an image encoder and a decoder; none where nobody says so. */
    default List<Module> towers() {
        return List.of();
    }

    /** Remembers the weights as they are, for methods that scale what training makes of them; the caller closes it. */
    default WeightChange change() {
        return WeightChange.of(
                engine(),
                groups().stream().flatMap(group -> group.parameters().stream()).toList());
    }

    /** Names the needs that it can serve; retain data and alternative answers are the caller's. */
    Set<Need> offers();

    /** The mask that {@link #forward} of this batch will have; cheap, without running the model. */
    ElementMask mask(List<S> batch);

    /**
     * The model's forward pass up to the loss of each element.
     *
     * @param seed of everything random in it (dropout, noise): the same seed gives the same bits. The passes of one step have
     *     seeds that differ in the last bit alone, which must not change what drops out: what a tape computes again on the way
     *     back meets the dropout of the last pass
     */
    Elements forward(Tape tape, List<S> batch, long seed);

    /**
     * Computes the elements of the model as it is used: nothing drops out, and noise, where a loss needs some, is the same
     * at each call.
     */
    Elements evaluate(Tape tape, List<S> batch);

    /**
     * Counts the samples that a method sent forward through the model so far, and through its base where it asked for that;
     * 0 where nobody counts.
     */
    default long passes() {
        return 0;
    }

    /** Counts samples that a method sent forward by {@link #evaluate}, which measurements use as well. */
    default void passed(int samples) {}
}
