package io.github.fttp.core.nn;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.io.Checkpoint;
import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Weights from a checkpoint's files. */
public record CheckpointWeights(Checkpoint checkpoint, Pool pool) implements Weights {
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointWeights.class);

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

    @Override
    public boolean differ(String name, String than) {
        boolean differ = differ(checkpoint, name, than);
        if (differ) LOG.warn("{} has other values than {}, which config.json says it is: it is used", name, than);
        return differ;
    }

    private static boolean differ(Checkpoint checkpoint, String name, String than) {
        return checkpoint.has(name) && !checkpoint.areEqual(name, than);
    }

    /** Checks names and shapes and makes no tensors: the parameters have none of their values. */
    public static Weights checking(Checkpoint checkpoint) {
        return new Checking(checkpoint);
    }

    private record Checking(Checkpoint checkpoint) implements Weights {
        @Override
        public Parameter require(String name, Shape shape) {
            checkpoint.check(name, shape);
            return new Parameter(name, Tensor.unread(shape, DType.FLOAT32));
        }

        @Override
        public boolean differ(String name, String than) {
            return CheckpointWeights.differ(checkpoint, name, than);
        }
    }

    /** Buffers that old versions of the reference saved beside the weights; they follow from the configuration. */
    public static boolean isHarmless(String name) {
        return name.endsWith("rotary_emb.inv_freq") || name.endsWith("embeddings.position_ids");
    }
}
