package io.github.fttp.core.nn;

import io.github.fttp.core.autograd.Dropout;
import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.autograd.Products;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.Write;
import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Tensor;
import java.util.List;

/** One linear layer's share of a {@link LoraAdapter}: {@code scale dropout(x) A^T B^T}. */
public sealed class LowRank permits DecomposedLowRank {
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

    /** All that it holds, as its file does. */
    List<Parameter> parameters() {
        return List.of(a, b);
    }

    /** Its own rank, whatever that of others is. */
    public int rank() {
        return a.value().shape().dim(0);
    }

    /** Its own alpha. */
    public double alpha() {
        return alpha;
    }

    /** The factor of its share, which follows from rank and alpha. */
    public float scale() {
        return scale;
    }

    /** The layer's result with it, {@code x [.., in]} to {@code [.., out]}. */
    Var forward(Tape tape, Var x, Parameter weight) {
        return Products.lora(tape, x, tape.use(weight), tape.use(a), tape.use(b), scale, dropout);
    }

    /** The result of a layer with a bias. */
    Var forward(Tape tape, Var x, Parameter weight, Parameter bias) {
        return Products.lora(tape, x, tape.use(weight), tape.use(bias), tape.use(a), tape.use(b), scale, dropout);
    }

    /** {@code W + scale B A}, computed in float32; the caller's. */
    Tensor merged(Engine engine, Tensor weight) {
        Tensor sum = engine.pool().draw(weight.shape(), DType.FLOAT32);
        try (Tensor scaled = engine.pool().draw(b.value().shape())) {
            engine.scale(scale, b.value(), scaled, Write.SET);
            engine.copy(weight, sum);
            engine.matmul(scaled, a.value(), sum, Write.ADD);
        }
        return sum;
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

    void close() {
        a.close();
        b.close();
    }
}
