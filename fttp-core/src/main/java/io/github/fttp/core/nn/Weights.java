package io.github.fttp.core.nn;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Shape;

/**
 * Where the parameters of a new model come from: a checkpoint, a random initialiser. Each is asked for once; who asks
 * closes it.
 */
@FunctionalInterface
public interface Weights {
    /** The parameter of this name, which must have this shape. */
    Parameter require(String name, Shape shape);

    /**
     * Requires it in float32, whatever type it was kept in: for what is added or multiplied element by element (norms, biases,
     * positions). A source whose parameters may be bfloat16 overrides this.
     */
    default Parameter requireFloat32(String name, Shape shape) {
        return require(name, shape);
    }

    /**
     * Whether the source holds a weight of this name with other values than that one's, although the configuration ties them.
     */
    default boolean differ(String name, String than) {
        return false;
    }

    /**
     * Fresh weights for training from scratch, drawn by {@link RandomWeights} with standard deviation 0.02, Llama's.
     */
    static Weights random(Pool pool, long seed) {
        return new RandomWeights(pool, seed, 0.02, DType.FLOAT32);
    }
}
