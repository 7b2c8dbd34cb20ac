package io.github.fttp.core.nn;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.util.SplittableRandom;

/**
 * Initial weights as Hugging Face's models have them: vectors called {@code bias} are 0, other vectors called {@code
 * weight}, which are those of norms, are 1, everything else is normal. Each depends on the seed and its name alone.
 *
 * @param deviation of the normal distribution
 */
public record RandomWeights(Pool pool, long seed, double deviation, DType type) implements Weights {
    private static final int CHUNK = 1 << 14;

    @Override
    public Parameter require(String name, Shape shape) {
        Tensor value = pool.draw(shape, type);
        boolean vector = shape.rank() == 1;
        if (vector && name.endsWith("bias")) value.fill(0);
        else if (vector && name.endsWith("weight")) value.fill(1);
        else fillNormal(value, random(seed, name));
        return new Parameter(name, value);
    }

    @Override
    public Parameter requireFloat32(String name, Shape shape) {
        return new RandomWeights(pool, seed, deviation, DType.FLOAT32).require(name, shape);
    }

    /** The generator for one weight of a model. */
    static SplittableRandom random(long seed, String name) {
        long mixed = seed;
        for (int i = 0; i < name.length(); i++) mixed = mixed * 1_000_003 + name.charAt(i);
        return new SplittableRandom(mixed);
    }

    private void fillNormal(Tensor value, SplittableRandom random) {
        long size = value.shape().size();
        float[] chunk = new float[(int) Math.min(CHUNK, size)];
        for (long at = 0; at < size; at += chunk.length) {
            int count = (int) Math.min(chunk.length, size - at);
            for (int i = 0; i < count; i++) chunk[i] = (float) (deviation * random.nextGaussian());
            value.write(at, chunk, 0, count);
        }
    }
}
