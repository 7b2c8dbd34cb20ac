package io.github.fttp.core.engine;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;

import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Tensor;
import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;

/** Activations by oneDNN. */
final class OneDnnActivations implements ActivationKernels {
    private final Pool pool;
    private final Primitives primitives;
    private final OneDnnElements elements;
    private final JvmElements jvm;

    OneDnnActivations(Pool pool, Primitives primitives, OneDnnElements elements, JvmElements jvm) {
        this.pool = pool;
        this.primitives = primitives;
        this.elements = elements;
        this.jvm = jvm;
    }

    @Override
    public void activate(Activation f, Tensor x, Tensor y) {
        long n = x.shape().size();
        if (n == 0) return;
        primitives
                .get(new Primitives.Key("activate", new long[] {n, f.ordinal()}), cpu -> {
                    memory.desc all = Primitives.matrix(1, n);
                    var description = activation(cpu, f, all);
                    int[] ids = {DNNL_ARG_SRC, DNNL_ARG_DST};
                    return primitives.new Prepared(new eltwise_forward(description), description, ids, all, all);
                })
                .run(x.address(), y.address());
    }

    @Override
    public void activateBackward(Activation f, Tensor dy, Tensor x, Tensor dx, Write write) {
        if (write == Write.ADD) {
            try (Tensor summand = pool.draw(dx.shape())) {
                activateBackward(f, dy, x, summand, Write.SET);
                elements.add(dx, summand, dx);
            }
            return;
        }
        long n = x.shape().size();
        if (n == 0) return;
        primitives
                .get(new Primitives.Key("activateBackward", new long[] {n, f.ordinal()}), cpu -> {
                    memory.desc all = Primitives.matrix(1, n);
                    var description = new eltwise_backward.primitive_desc(
                            cpu, algorithm(f), all, all, all, parameter(f), 0, activation(cpu, f, all));
                    int[] ids = {DNNL_ARG_SRC, DNNL_ARG_DIFF_DST, DNNL_ARG_DIFF_SRC};
                    return primitives.new Prepared(new eltwise_backward(description), description, ids, all, all, all);
                })
                .run(x.address(), dy.address(), dx.address());
    }

    private static eltwise_forward.primitive_desc activation(
            org.bytedeco.dnnl.engine cpu, Activation f, memory.desc all) {
        return new eltwise_forward.primitive_desc(
                cpu, prop_kind.forward_training, algorithm(f), all, all, parameter(f), 0);
    }

    private static algorithm algorithm(Activation f) {
        return switch (f) {
            case GELU -> algorithm.eltwise_gelu_erf;
            case GELU_TANH -> algorithm.eltwise_gelu_tanh;
            case QUICK_GELU, SILU -> algorithm.eltwise_swish;
        };
    }

    /** Swish is {@code x sigmoid(alpha x)}. */
    private static float parameter(Activation f) {
        return switch (f) {
            case GELU, GELU_TANH -> 0;
            case QUICK_GELU -> 1.702f;
            case SILU -> 1;
        };
    }

    @Override
    public void swiglu(Tensor gate, Tensor up, Tensor y) {
        activate(Activation.SILU, gate, y);
        elements.mul(y, up, y, Write.SET);
    }

    @Override
    public void swigluBackward(Tensor dy, Tensor gate, Tensor up, Tensor dgate, Tensor dup) {
        activate(Activation.SILU, gate, dup);
        elements.mul(dup, dy, dup, Write.SET);
        elements.mul(dy, up, dgate, Write.SET);
        activateBackward(Activation.SILU, dgate, gate, dgate, Write.SET);
    }

    @Override
    public void geglu(Tensor x, Tensor y) {
        elements.copy(half(x, y, 1), y);
        activate(Activation.GELU, y, y);
        jvm.mulStrided(half(x, y, 0), y, y);
    }

    @Override
    public void gegluBackward(Tensor dy, Tensor x, Tensor dx) {
        try (Tensor gate = pool.draw(dy.shape());
                Tensor scratch = pool.draw(dy.shape())) {
            elements.copy(half(x, dy, 1), gate);
            activate(Activation.GELU, gate, scratch);
            jvm.mulStrided(dy, scratch, half(dx, dy, 0));
            jvm.mulStrided(half(x, dy, 0), dy, scratch);
            activateBackward(Activation.GELU, scratch, gate, scratch, Write.SET);
            elements.copy(scratch, half(dx, dy, 1));
        }
    }

    /** One of the two halves of each row. */
    private static Tensor half(Tensor x, Tensor like, int which) {
        int width = like.shape().dim(-1);
        return x.slice(-1, which * width, (which + 1) * width);
    }
}
