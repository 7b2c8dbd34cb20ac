package io.github.fttp.core.nn;

import io.github.fttp.core.autograd.Dropout;
import io.github.fttp.core.autograd.Parameter;

/** One linear layer's share of a {@link LoraAdapter}: {@code scale dropout(x) A^T B^T}. */
public final class LowRank {
    private final String module;
    private final Parameter a;
    private final Parameter b;
    private final double alpha;
    private final float scale;
    private Dropout dropout = Dropout.none();
    private boolean active = true;

    LowRank(String module, Parameter a, Parameter b, double alpha, float scale) {
        this.module = module;
        this.a = a;
        this.b = b;
        this.alpha = alpha;
        this.scale = scale;
    }

    /** Name of the layer it is attached to. */
    public String module() {
        return module;
    }

    /** {@code [rank, in]}, called {@code MODULE.lora_A.weight}. */
    public Parameter a() {
        return a;
    }

    /** {@code [out, rank]}, called {@code MODULE.lora_B.weight}. */
    public Parameter b() {
        return b;
    }

    /** Its own rank, whatever that of others is. */
    public int rank() {
        return a.value().shape().dim(0);
    }

    /** Its own alpha. */
    public double alpha() {
        return alpha;
    }

    /** What its share is multiplied by, which follows from rank and alpha. */
    public float scale() {
        return scale;
    }

    Dropout dropout() {
        return dropout;
    }

    void dropout(Dropout next) {
        dropout = next;
    }

    boolean isActive() {
        return active;
    }

    void active(boolean wanted) {
        active = wanted;
    }
}
