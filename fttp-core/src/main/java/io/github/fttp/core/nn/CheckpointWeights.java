package io.github.fttp.core.nn;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.io.Checkpoint;
import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;

/** Weights from a checkpoint's files. */
public record CheckpointWeights(Checkpoint checkpoint, Pool pool) implements Weights {
    /** Weights as they lie in the files: mapped where their type allows. */
    public static Weights of(Checkpoint checkpoint, Pool pool) {
        return new CheckpointWeights(checkpoint, pool);
    }

    @Override
    public Parameter require(String name, Shape shape) {
        return new Parameter(name, checkpoint.require(name, shape, pool));
    }

    @Override
    public Parameter requireFloat32(String name, Shape shape) {
        Tensor stored = checkpoint.require(name, shape, pool);
        if (stored.type() == DType.FLOAT32) return new Parameter(name, stored);
        try (stored) {
            return new Parameter(name, pool.draw(shape).set(stored.toArray()));
        }
    }

    /** Checks names and shapes and reads nothing: the parameters have none of their values. */
    public static Weights checking(Checkpoint checkpoint) {
        return (name, shape) -> {
            checkpoint.check(name, shape);
            return new Parameter(name, Tensor.unread(shape, DType.FLOAT32));
        };
    }

    /** Buffers that old versions of the reference saved beside the weights; they follow from the configuration. */
    public static boolean isHarmless(String name) {
        return name.endsWith("rotary_emb.inv_freq") || name.endsWith("embeddings.position_ids");
    }
}
