package io.github.fttp.core.nn;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;

/** Keys and values that one attention layer has seen, so that each new token costs one row only. Owns its memory. */
public final class KeyValueCache implements AutoCloseable {
    private final Tensor keys; // [B, capacity, Hk, D]
    private final Tensor values;
    private int length;

    /** Empty, with room for {@code capacity} positions. */
    public KeyValueCache(Engine engine, int batch, int capacity, int heads, int headWidth) {
        Shape shape = Shape.of(batch, capacity, heads, headWidth);
        keys = engine.pool().draw(shape);
        values = engine.pool().draw(shape);
    }

    /** Positions it holds. */
    public int length() {
        return length;
    }

    /** Takes in {@code k} and {@code v}, {@code [B, T, Hk, D]}, behind what it holds. */
    void append(Engine engine, Tensor k, Tensor v) {
        int end = length + k.shape().dim(1);
        if (end > keys.shape().dim(1)) {
            throw new IllegalStateException("a cache for " + keys.shape().dim(1) + " positions can't take in " + end);
        }
        engine.copy(k, keys.slice(1, length, end));
        engine.copy(v, values.slice(1, length, end));
        length = end;
    }

    /** All keys so far, {@code [B, length, Hk, D]}, a view. */
    Tensor keys() {
        return keys.slice(1, 0, length);
    }

    /** All values so far, {@code [B, length, Hk, D]}, a view. */
    Tensor values() {
        return values.slice(1, 0, length);
    }

    @Override
    public void close() {
        keys.close();
        values.close();
    }
}
