package io.github.fttp.core.engine;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_MEAN;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCALE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_0;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_VARIANCE;

import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.util.List;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.normalization_flags;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.layer_normalization_forward;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.softmax_backward;
import org.bytedeco.dnnl.softmax_forward;
import org.bytedeco.openblas.global.openblas;

/**
 * The engine for CPUs: oneDNN 3 in place on our memory, and Java kernels where oneDNN has none or is wrong.
 *
 * <p>Its number of threads, its own and oneDNN's, is {@link Threads#count()} when it is made. Making one sets OpenBLAS,
 * which ND4J multiplies with, to a single thread.
 */
public final class OneDnnEngine implements Engine {
    /** Rows of logits that are turned at a time: their probabilities need as much memory again. */
    private static final int LOGIT_ROWS = 32;

    private final Pool pool = new Pool();
    private final Workers workers = new Workers(Threads.count());
    private final Primitives primitives = new Primitives(workers.threads());
    private final RowKernels rows = new RowKernels(workers);
    private final NativeTypes types;
    private final OneDnnMatmul matmul;
    private final OneDnnAttention attention;
    private final OneDnnConvolution convolution;
    private final GroupNormKernels groupNorm = new GroupNormKernels(workers);

    /** An exact engine. */
    public OneDnnEngine() {
        this(Precision.EXACT);
    }

    /** @param precision of products with bfloat16 weights */
    public OneDnnEngine(Precision precision) {
        this(precision, null);
    }

    /** @param known what oneDNN is taken to have, asked for where it is null; for tests */
    OneDnnEngine(Precision precision, NativeTypes known) {
        if (precision == Precision.TF32) {
            throw Engines.unknown("onednn", precision, Precision.EXACT, Precision.BFLOAT16);
        }
        types = known == null ? primitives.nativeTypes() : known;
        // Idle threads of OpenBLAS spin and take the cores from oneDNN: nothing in a step needs it on more than one.
        openblas.blas_set_num_threads(1);
        matmul = new OneDnnMatmul(this, primitives, types, precision);
        attention = new OneDnnAttention(this, matmul);
        convolution = new OneDnnConvolution(this, matmul, primitives, types);
    }

    @Override
    public String name() {
        return "onednn";
    }

    @Override
    public Pool pool() {
        return pool;
    }

    @Override
    public void close() {
        convolution.close();
        primitives.close();
        workers.close();
        pool.close();
    }

    /** The implementations oneDNN chose so far, for the test that none of them is the slow reference. */
    List<String> implementations() {
        return primitives.implementations();
    }

    /** How often convolutions' weights or their gradients were moved between layouts so far: it costs a few percent. */
    public long packings() {
        return convolution.packings();
    }

    /**
     * Whether the processor multiplies bfloat16. Without it {@link Precision#BFLOAT16} rounds just the same, but is not
     * faster than {@link Precision#EXACT}.
     */
    public boolean hasBfloat16() {
        return types.pairsBfloat16();
    }

    // Matrix products

    @Override
    public void matmul(Tensor a, Tensor b, Tensor y, Write write) {
        matmul.product(a, b, y, 1, write);
    }

    @Override
    public Factor factor(Tensor x, DType other) {
        return matmul.factor(x, other);
    }

    @Override
    public void affine(Tensor a, Tensor b, Tensor bias, Tensor y) {
        matmul.affine(a, b, bias, y);
    }

    // Elements

    @Override
    public void copy(Tensor x, Tensor y) {
        Shapes.require(x.shape().equals(y.shape()), "copy", x, y);
        if (x.shape().size() == 0) return;
        if (x.shape().rank() == 0) {
            y.write(0, x.toArray(), 0, 1);
            return;
        }
        if (!types.converts(x.type(), y.type())) {
            rows.convert(x, y);
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
        rows.fill(value, y);
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
        Shapes.same(kind, a, y);
        Shapes.suffix(kind, a, b);
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
        Shapes.same("scale", x, y);
        if (factor == 1 && write == Write.ADD) add(y, x, y);
        else rows.scale(factor, x, y, write);
    }

    @Override
    public void sumLeading(Tensor x, Tensor y, Write write) {
        Shapes.suffix("sumLeading", x, y);
        rows.sumLeading(x, y, write);
    }

    @Override
    public double sumOfSquares(Tensor x) {
        return rows.sumOfSquares(x);
    }

    @Override
    public void activate(Activation f, Tensor x, Tensor y) {
        Shapes.same("activate", x, y);
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
        Shapes.same("activateBackward", dy, x, dx);
        if (write == Write.ADD) {
            try (Tensor summand = pool.draw(dx.shape())) {
                activateBackward(f, dy, x, summand, Write.SET);
                add(dx, summand, dx);
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
        Shapes.same("swiglu", gate, up, y);
        activate(Activation.SILU, gate, y);
        mul(y, up, y, Write.SET);
    }

    @Override
    public void swigluBackward(Tensor dy, Tensor gate, Tensor up, Tensor dgate, Tensor dup) {
        Shapes.same("swigluBackward", dy, gate, up, dgate, dup);
        activate(Activation.SILU, gate, dup);
        mul(dup, dy, dup, Write.SET);
        mul(dy, up, dgate, Write.SET);
        activateBackward(Activation.SILU, dgate, gate, dgate, Write.SET);
    }

    @Override
    public void geglu(Tensor x, Tensor y) {
        Shapes.geglu(x, y);
        copy(half(x, y, 1), y);
        activate(Activation.GELU, y, y);
        rows.mulStrided(half(x, y, 0), y, y);
    }

    @Override
    public void gegluBackward(Tensor dy, Tensor x, Tensor dx) {
        Shapes.geglu(x, dy);
        Shapes.same("gegluBackward", x, dx);
        try (Tensor gate = pool.draw(dy.shape());
                Tensor scratch = pool.draw(dy.shape())) {
            copy(half(x, dy, 1), gate);
            activate(Activation.GELU, gate, scratch);
            rows.mulStrided(dy, scratch, half(dx, dy, 0));
            rows.mulStrided(half(x, dy, 0), dy, scratch);
            activateBackward(Activation.GELU, scratch, gate, scratch, Write.SET);
            copy(scratch, half(dx, dy, 1));
        }
    }

    /** One of the two halves of each row. */
    private static Tensor half(Tensor x, Tensor like, int which) {
        int width = like.shape().dim(-1);
        return x.slice(-1, which * width, (which + 1) * width);
    }

    // Rows

    @Override
    public void gatherRows(Tensor table, int[] which, Tensor y) {
        Shapes.counts("gatherRows' result rows", y.shape().rows(), which.length);
        rows.gatherRows(table, which, y);
    }

    @Override
    public void scatterRows(Tensor x, int[] which, Tensor y) {
        Shapes.counts("scatterRows' rows", which.length, x.shape().rows());
        rows.scatterRows(x, which, y);
    }

    @Override
    public void scatterRowsAdd(Tensor x, int[] which, Tensor y) {
        Shapes.counts("scatterRowsAdd's rows", which.length, x.shape().rows());
        rows.scatterRowsAdd(x, which, y);
    }

    @Override
    public void patches(Tensor x, int size, Tensor y) {
        Shapes.patches(x, size, y);
        rows.patches(x, size, y);
    }

    // Normalisation

    @Override
    public void rmsNorm(Tensor x, Tensor weight, float epsilon, Tensor y, Tensor rstd) {
        Shapes.same("rmsNorm", x, y);
        Shapes.perRow("rmsNorm", x, rstd);
        Shapes.perColumn("rmsNorm", x, weight);
        long n = x.shape().rows();
        long width = x.shape().dim(-1);
        Primitives.Key key = new Primitives.Key("rmsNorm", new long[] {n, width, Float.floatToIntBits(epsilon)});
        primitives
                .get(key, cpu -> {
                    memory.desc all = Primitives.matrix(n, width);
                    memory.desc perRow = vector(n);
                    var description = new layer_normalization_forward.primitive_desc(
                            cpu,
                            prop_kind.forward_training.value,
                            all,
                            all,
                            perRow,
                            epsilon,
                            normalization_flags.use_scale.value | normalization_flags.rms_norm.value);
                    int[] ids = {DNNL_ARG_SRC, DNNL_ARG_SCALE, DNNL_ARG_DST, DNNL_ARG_VARIANCE};
                    return primitives
                    .new Prepared(
                            new layer_normalization_forward(description),
                            description,
                            ids,
                            all,
                            vector(width),
                            all,
                            perRow);
                })
                .run(x.address(), weight.address(), y.address(), rstd.address());
        invert(rstd, epsilon);
    }

    @Override
    public void rmsNormBackward(Tensor dy, Tensor x, Tensor weight, Tensor rstd, Tensor dx, Write write) {
        Shapes.same("rmsNormBackward", dy, x, dx);
        rows.normBackward(dy, x, weight, new float[x.shape().rows()], rstd.toArray(), false, dx, write);
    }

    @Override
    public void rmsNormBackwardWeight(Tensor dy, Tensor x, Tensor rstd, Tensor dw, Write write) {
        Shapes.same("rmsNormBackwardWeight", dy, x);
        rows.normBackwardWeight(dy, x, new float[x.shape().rows()], rstd.toArray(), dw, write);
    }

    @Override
    public void layerNorm(Tensor x, Tensor weight, Tensor bias, float epsilon, Tensor y, Tensor mean, Tensor rstd) {
        Shapes.same("layerNorm", x, y);
        Shapes.perColumn("layerNorm", x, weight, bias);
        Shapes.perRow("layerNorm", x, rstd);
        Shapes.perRow("layerNorm", x, mean);
        long n = x.shape().rows();
        long width = x.shape().dim(-1);
        Primitives.Key key = new Primitives.Key("layerNorm", new long[] {n, width, Float.floatToIntBits(epsilon)});
        primitives
                .get(key, cpu -> {
                    memory.desc all = Primitives.matrix(n, width);
                    memory.desc perRow = vector(n);
                    var description = new layer_normalization_forward.primitive_desc(
                            cpu,
                            prop_kind.forward_training.value,
                            all,
                            all,
                            perRow,
                            epsilon,
                            normalization_flags.use_scale.value | normalization_flags.use_shift.value);
                    int[] ids = {
                        DNNL_ARG_SRC, DNNL_ARG_SCALE, DNNL_ARG_SHIFT, DNNL_ARG_DST, DNNL_ARG_MEAN, DNNL_ARG_VARIANCE
                    };
                    memory.desc perColumn = vector(width);
                    return primitives
                    .new Prepared(
                            new layer_normalization_forward(description),
                            description,
                            ids,
                            all,
                            perColumn,
                            perColumn,
                            all,
                            perRow,
                            perRow);
                })
                .run(x.address(), weight.address(), bias.address(), y.address(), mean.address(), rstd.address());
        invert(rstd, epsilon);
    }

    @Override
    public void layerNormBackward(
            Tensor dy, Tensor x, Tensor weight, Tensor mean, Tensor rstd, Tensor dx, Write write) {
        Shapes.same("layerNormBackward", dy, x, dx);
        rows.normBackward(dy, x, weight, mean.toArray(), rstd.toArray(), true, dx, write);
    }

    @Override
    public void layerNormBackwardWeight(Tensor dy, Tensor x, Tensor mean, Tensor rstd, Tensor dw, Write write) {
        Shapes.same("layerNormBackwardWeight", dy, x);
        rows.normBackwardWeight(dy, x, mean.toArray(), rstd.toArray(), dw, write);
    }

    /** The variances that oneDNN gives, made into what the backward needs. */
    private static void invert(Tensor variance, float epsilon) {
        float[] values = variance.toArray();
        for (int i = 0; i < values.length; i++) values[i] = (float) (1 / Math.sqrt((double) values[i] + epsilon));
        variance.set(values);
    }

    private static memory.desc vector(long n) {
        return Primitives.desc(DType.FLOAT32, new long[] {n}, new long[] {1});
    }

    // Pictures

    @Override
    public void convolution(Tensor x, Tensor weight, Tensor bias, Convolution how, Tensor y) {
        Shapes.convolution(x, weight, how, y);
        Shapes.perColumn("convolution", y, bias);
        convolution.forward(x, weight, bias, how, y);
    }

    @Override
    public void convolutionBackward(Tensor dy, Tensor weight, Convolution how, Tensor dx, Write write) {
        Shapes.convolution(dx, weight, how, dy);
        convolution.backward(dy, weight, how, dx, write);
    }

    @Override
    public void convolutionBackwardWeight(Tensor dy, Tensor x, Convolution how, Tensor dw, Write write) {
        Shapes.convolution(x, dw, how, dy);
        convolution.backwardWeight(dy, x, how, dw, write);
    }

    @Override
    public void groupNorm(Tensor x, Tensor weight, Tensor bias, float epsilon, Tensor y, Tensor mean, Tensor rstd) {
        Shapes.same("groupNorm", x, y);
        Shapes.groupNorm(x, mean, rstd);
        Shapes.perColumn("groupNorm", x, weight, bias);
        groupNorm.forward(x, weight, bias, epsilon, y, mean, rstd);
    }

    @Override
    public void groupNormBackward(
            Tensor dy, Tensor x, Tensor weight, Tensor mean, Tensor rstd, Tensor dx, Tensor dweight, Tensor dbias) {
        Shapes.same("groupNormBackward", dy, x, dx);
        Shapes.groupNorm(x, mean, rstd);
        Shapes.perColumn("groupNormBackward", x, weight, dweight, dbias);
        groupNorm.backward(dy, x, weight, mean, rstd, dx, dweight, dbias);
    }

    // Attention

    @Override
    public void rope(Tensor x, Tensor cos, Tensor sin, boolean inverse, Tensor y, Write write) {
        Shapes.same("rope", x, y);
        Shapes.same("rope", cos, sin);
        Shapes.rope(x, cos);
        rows.rope(x, cos, sin, inverse, y, write);
    }

    @Override
    public void softmax(Tensor x, Tensor y) {
        Shapes.same("softmax", x, y);
        softmax(x, y, false);
    }

    /** Probabilities or their logarithms, by rows. */
    private void softmax(Tensor x, Tensor y, boolean logarithm) {
        long n = x.shape().rows();
        long width = x.shape().dim(-1);
        if (n * width == 0) return;
        primitives
                .get(new Primitives.Key(logarithm ? "logSoftmax" : "softmax", new long[] {n, width}), cpu -> {
                    memory.desc all = Primitives.matrix(n, width);
                    var description = probabilities(cpu, all, logarithm);
                    int[] ids = {DNNL_ARG_SRC, DNNL_ARG_DST};
                    return primitives.new Prepared(new softmax_forward(description), description, ids, all, all);
                })
                .run(x.address(), y.address());
    }

    private static softmax_forward.primitive_desc probabilities(
            org.bytedeco.dnnl.engine cpu, memory.desc all, boolean logarithm) {
        algorithm which = logarithm ? algorithm.softmax_log : algorithm.softmax_accurate;
        return new softmax_forward.primitive_desc(cpu, prop_kind.forward_training, which, all, all, 1);
    }

    @Override
    public void softmaxBackward(Tensor dy, Tensor y, Tensor dx, Write write) {
        Shapes.same("softmaxBackward", dy, y, dx);
        if (write == Write.ADD) {
            try (Tensor summand = pool.draw(dx.shape())) {
                softmaxBackward(dy, y, summand, Write.SET);
                add(dx, summand, dx);
            }
            return;
        }
        long n = y.shape().rows();
        long width = y.shape().dim(-1);
        if (n * width == 0) return;
        Primitives.Prepared call = primitives.get(new Primitives.Key("softmaxBackward", new long[] {n, width}), cpu -> {
            memory.desc all = Primitives.matrix(n, width);
            var description = new softmax_backward.primitive_desc(
                    cpu, algorithm.softmax_accurate, all, all, all, 1, probabilities(cpu, all, false));
            int[] ids = {DNNL_ARG_DST, DNNL_ARG_DIFF_DST, DNNL_ARG_DIFF_SRC};
            return primitives.new Prepared(new softmax_backward(description), description, ids, all, all, all);
        });
        // oneDNN 3.11 has kernels for AVX-512 only.
        if (call.isReference()) rows.softmaxBackward(dy, y, dx);
        else call.run(y.address(), dy.address(), dx.address());
    }

    @Override
    public void attention(Tensor q, Tensor k, Tensor v, AttentionMask mask, float scale, Tensor y) {
        Shapes.attention("attention", q, k, v, mask);
        Shapes.require(y.shape().equals(q.shape()), "attention", q, k, v, y);
        attention.forward(q, k, v, mask, scale, y);
    }

    @Override
    public void attentionBackward(
            Tensor dy, Tensor q, Tensor k, Tensor v, AttentionMask mask, float scale, Tensor dq, Tensor dk, Tensor dv) {
        Shapes.attention("attentionBackward", q, k, v, mask);
        attention.backward(dy, q, k, v, mask, scale, dq, dk, dv);
    }

    // Losses

    @Override
    public void logSumExp(Tensor logits, Tensor logSumExp) {
        Shapes.dense("logSumExp", logits, logSumExp);
        Shapes.perRow("logSumExp", logits, logSumExp);
        float[] sums = new float[logits.shape().rows()];
        byRows(logits, (x, from) -> {
            try (Tensor p = pool.draw(x.shape())) {
                softmax(x, p, false);
                rows.logSumExpRows(x, p, sums, from);
            }
        });
        logSumExp.set(sums);
    }

    @Override
    public void crossEntropyBackward(Tensor logits, int[] labels, float[] weights, Tensor dlogits, Write write) {
        Shapes.same("crossEntropyBackward", logits, dlogits);
        Shapes.counts(
                "crossEntropyBackward's labels", labels.length, logits.shape().rows());
        Shapes.counts(
                "crossEntropyBackward's weights", weights.length, logits.shape().rows());
        if (write == Write.SET) {
            softmax(logits, dlogits, false);
            rows.crossEntropyTail(matrix(dlogits), labels, weights, 0, matrix(dlogits), Write.SET);
            return;
        }
        byRows(logits, (x, from) -> {
            try (Tensor p = pool.draw(x.shape())) {
                softmax(x, p, false);
                Tensor into = matrix(dlogits).slice(0, from, from + x.shape().dim(0));
                rows.crossEntropyTail(p, labels, weights, from, into, Write.ADD);
            }
        });
    }

    @Override
    public void klDivergence(Tensor base, Tensor logits, Tensor kl) {
        Shapes.same("klDivergence", base, logits);
        Shapes.perRow("klDivergence", logits, kl);
        float[] results = new float[logits.shape().rows()];
        byRows(logits, (x, from) -> {
            Tensor x0 = matrix(base).slice(0, from, from + x.shape().dim(0));
            try (Tensor p0 = pool.draw(x.shape());
                    Tensor logP0 = pool.draw(x.shape());
                    Tensor logP = pool.draw(x.shape())) {
                softmax(x0, p0, false);
                softmax(x0, logP0, true);
                softmax(x, logP, true);
                rows.klRows(p0, logP0, logP, results, from);
            }
        });
        kl.set(results);
    }

    @Override
    public void klDivergenceBackward(Tensor base, Tensor logits, float[] weights, Tensor dlogits, Write write) {
        Shapes.same("klDivergenceBackward", base, logits, dlogits);
        Shapes.counts(
                "klDivergenceBackward's weights", weights.length, logits.shape().rows());
        byRows(logits, (x, from) -> {
            int to = from + x.shape().dim(0);
            try (Tensor p = pool.draw(x.shape());
                    Tensor p0 = pool.draw(x.shape())) {
                softmax(x, p, false);
                softmax(matrix(base).slice(0, from, to), p0, false);
                rows.differenceTail(p, p0, weights, from, matrix(dlogits).slice(0, from, to), write);
            }
        });
    }

    private interface SomeRows {
        void run(Tensor rows, int from);
    }

    private static void byRows(Tensor logits, SomeRows body) {
        Tensor all = matrix(logits);
        for (int from = 0; from < all.shape().dim(0); from += LOGIT_ROWS) {
            body.run(all.slice(0, from, Math.min(all.shape().dim(0), from + LOGIT_ROWS)), from);
        }
    }

    private static Tensor matrix(Tensor x) {
        return x.reshape(Shape.of(x.shape().rows(), x.shape().dim(-1)));
    }

    // Optimisers

    @Override
    public void adam(AdamStep step, Tensor gradient, Tensor parameter, Tensor firstMoment, Tensor secondMoment) {
        Shapes.same("adam", gradient, parameter, firstMoment, secondMoment);
        rows.adam(step, gradient, parameter, firstMoment, secondMoment);
    }
}
