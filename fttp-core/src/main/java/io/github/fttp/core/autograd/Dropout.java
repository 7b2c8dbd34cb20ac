package io.github.fttp.core.autograd;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.Write;
import io.github.fttp.core.tensor.Tensor;
import java.util.function.Consumer;

/**
 * Which elements of an input are left out: each with {@code probability}, the others grow by {@code 1 / (1 -
 * probability)}. Which they are follows from the seed and the element's position alone, so that a second pass (a
 * backward, a checkpointed block) meets the same.
 *
 * @param probability in {@code [0, 1)}; 0 is no dropout
 */
public record Dropout(double probability, long seed) {
    private static final Dropout NONE = new Dropout(0, 0);
    private static final int CHUNK = 4096;

    public Dropout {
        if (!(probability >= 0 && probability < 1)) {
            throw new IllegalArgumentException("dropout must be at least 0 and less than 1, was " + probability);
        }
    }

    /** Leaves nothing out: what evaluation uses. */
    public static Dropout none() {
        return NONE;
    }

    boolean isNone() {
        return probability == 0;
    }

    /** Calls {@code use} with {@code x} less what is left out; the tensor is valid during the call. */
    void applied(Engine engine, Tensor x, Consumer<Tensor> use) {
        if (isNone()) {
            use.accept(x);
            return;
        }
        try (Tensor dropped = engine.pool().draw(x.shape())) {
            writeMask(dropped);
            engine.mul(x, dropped, dropped, Write.SET);
            use.accept(dropped);
        }
    }

    /** Carries the gradient {@code dropped} of what was left over to the input's. */
    void backward(Engine engine, Contribution dropped, Tensor dx, Write write) {
        if (isNone()) {
            dropped.into(dx, write);
            return;
        }
        try (Tensor mask = engine.pool().draw(dx.shape());
                Tensor all = engine.pool().draw(dx.shape())) {
            writeMask(mask);
            dropped.into(all, Write.SET);
            engine.mul(all, mask, dx, write);
        }
    }

    /** {@code 1 / (1 - probability)} where an element stays, 0 where not. */
    void writeMask(Tensor mask) {
        float kept = (float) (1 / (1 - probability));
        int threshold = (int) Math.round(probability * 0x10000);
        float[] chunk = new float[CHUNK];
        long size = mask.shape().size();
        for (long at = 0; at < size; at += CHUNK) {
            int count = (int) Math.min(CHUNK, size - at);
            for (int i = 0; i < count; i += 4) {
                // Four elements of 16 bits from one number: the generator is what dropout costs.
                long bits = mix(seed + (at + i) * 0x9e3779b97f4a7c15L);
                for (int lane = i; lane < Math.min(i + 4, count); lane++, bits >>>= 16) {
                    chunk[lane] = (bits & 0xffff) < threshold ? 0 : kept;
                }
            }
            mask.write(at, chunk, 0, count);
        }
    }

    /** The output function of SplitMix64 (Steele, Lea and Flood 2014). */
    private static long mix(long z) {
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
