package io.github.fttp.core.engine;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_0;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO;

import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Tensor;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.reorder;

/** Kernels by elements: oneDNN's, and in plain Java where it has none. */
final class OneDnnElements implements ElementKernels {
    private final Pool pool;
    private final Primitives primitives;
    private final NativeTypes types;
    private final JvmElements jvm;

    OneDnnElements(Pool pool, Primitives primitives, NativeTypes types, JvmElements jvm) {
        this.pool = pool;
        this.primitives = primitives;
        this.types = types;
        this.jvm = jvm;
    }

    @Override
    public void copy(Tensor x, Tensor y) {
        if (x.shape().size() == 0) return;
        if (x.shape().rank() == 0) {
            y.write(0, x.toArray(), 0, 1);
            return;
        }
        if (!types.converts(x.type(), y.type())) {
            jvm.convert(x, y);
            return;
        }
        long[] key = new long[3 * x.shape().rank() + 2];
        int n = 0;
        for (int i = 0; i < x.shape().rank(); i++) {
            key[n++] = x.shape().dim(i);
            key[n++] = x.stride(i);
            key[n++] = y.stride(i);
        }
        key[n++] = x.type().ordinal();
        key[n] = y.type().ordinal();
        primitives
                .get(new Primitives.Key("copy", key), cpu -> {
                    memory.desc from = Primitives.desc(x);
                    memory.desc to = Primitives.desc(y);
                    var description = new reorder.primitive_desc(cpu, from, cpu, to);
                    int[] ids = {DNNL_ARG_FROM, DNNL_ARG_TO};
                    return primitives.new Prepared(new reorder(description), description, ids, from, to);
                })
                .run(x.address(), y.address());
    }

    @Override
    public void fill(float value, Tensor y) {
        jvm.fill(value, y);
    }

    @Override
    public void add(Tensor a, Tensor b, Tensor y) {
        binary("add", a, b, y);
    }

    @Override
    public void mul(Tensor a, Tensor b, Tensor y, Write write) {
        if (write == Write.SET) {
            binary("mul", a, b, y);
            return;
        }
        try (Tensor product = pool.draw(a.shape())) {
            binary("mul", a, b, product);
            add(y, product, y);
        }
    }

    private void binary(String kind, Tensor a, Tensor b, Tensor y) {
        long width = b.shape().size();
        if (width == 0 || a.shape().size() == 0) return;
        long count = a.shape().size() / width;
        primitives
                .get(new Primitives.Key(kind, new long[] {count, width}), cpu -> {
                    memory.desc left = Primitives.matrix(count, width);
                    memory.desc right = Primitives.matrix(1, width);
                    var which = kind.equals("add") ? algorithm.binary_add : algorithm.binary_mul;
                    var description = new binary.primitive_desc(cpu, which, left, right, left);
                    int[] ids = {DNNL_ARG_SRC_0, DNNL_ARG_SRC_1, DNNL_ARG_DST};
                    return primitives.new Prepared(new binary(description), description, ids, left, right, left);
                })
                .run(a.address(), b.address(), y.address());
    }

    @Override
    public void scale(float factor, Tensor x, Tensor y, Write write) {
        if (factor == 1 && write == Write.ADD) add(y, x, y);
        else jvm.scale(factor, x, y, write);
    }

    @Override
    public void sumLeading(Tensor x, Tensor y, Write write) {
        jvm.sumLeading(x, y, write);
    }

    @Override
    public double sumOfSquares(Tensor x) {
        return jvm.sumOfSquares(x);
    }

    @Override
    public void adam(AdamStep step, Tensor gradient, Tensor parameter, Tensor firstMoment, Tensor secondMoment) {
        jvm.adam(step, gradient, parameter, firstMoment, secondMoment);
    }
}
