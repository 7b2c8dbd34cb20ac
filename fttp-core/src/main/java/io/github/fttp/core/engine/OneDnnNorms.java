package io.github.fttp.core.engine;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_MEAN;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCALE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_VARIANCE;

import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Tensor;
import org.bytedeco.dnnl.global.dnnl.normalization_flags;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.layer_normalization_forward;
import org.bytedeco.dnnl.memory;

/** Normalisation: forward by rows by oneDNN, the rest in plain Java. */
final class OneDnnNorms implements NormKernels {
    private final Primitives primitives;
    private final JvmNorms jvm;
    private final JvmGroupNorm groups;

    OneDnnNorms(Primitives primitives, JvmNorms jvm, JvmGroupNorm groups) {
        this.primitives = primitives;
        this.jvm = jvm;
        this.groups = groups;
    }

    @Override
    public void rmsNorm(Tensor x, Tensor weight, float epsilon, Tensor y, Tensor rstd) {
        int flags = normalization_flags.use_scale.value | normalization_flags.rms_norm.value;
        int[] ids = {DNNL_ARG_SRC, DNNL_ARG_SCALE, DNNL_ARG_DST, DNNL_ARG_VARIANCE};
        forward("rmsNorm", x, epsilon, flags, ids).run(x.address(), weight.address(), y.address(), rstd.address());
        invert(rstd, epsilon);
    }

    @Override
    public void rmsNormBackward(Tensor dy, Tensor x, Tensor weight, Tensor rstd, Tensor dx, Write write) {
        jvm.normBackward(dy, x, weight, new float[x.shape().rows()], rstd.toArray(), false, dx, write);
    }

    @Override
    public void rmsNormBackwardWeight(Tensor dy, Tensor x, Tensor rstd, Tensor dw, Write write) {
        jvm.normBackwardWeight(dy, x, new float[x.shape().rows()], rstd.toArray(), dw, write);
    }

    @Override
    public void layerNorm(Tensor x, Tensor weight, Tensor bias, float epsilon, Tensor y, Tensor mean, Tensor rstd) {
        int flags = normalization_flags.use_scale.value | normalization_flags.use_shift.value;
        int[] ids = {DNNL_ARG_SRC, DNNL_ARG_SCALE, DNNL_ARG_SHIFT, DNNL_ARG_DST, DNNL_ARG_MEAN, DNNL_ARG_VARIANCE};
        forward("layerNorm", x, epsilon, flags, ids)
                .run(x.address(), weight.address(), bias.address(), y.address(), mean.address(), rstd.address());
        invert(rstd, epsilon);
    }

    @Override
    public void layerNormBackward(
            Tensor dy, Tensor x, Tensor weight, Tensor mean, Tensor rstd, Tensor dx, Write write) {
        jvm.normBackward(dy, x, weight, mean.toArray(), rstd.toArray(), true, dx, write);
    }

    @Override
    public void layerNormBackwardWeight(Tensor dy, Tensor x, Tensor mean, Tensor rstd, Tensor dw, Write write) {
        jvm.normBackwardWeight(dy, x, mean.toArray(), rstd.toArray(), dw, write);
    }

    /** The primitive for rows as many and as long as those of {@code x}. */
    private Primitives.Prepared forward(String name, Tensor x, float epsilon, int flags, int... ids) {
        long n = x.shape().rows();
        long width = x.shape().dim(-1);
        Primitives.Key key = new Primitives.Key(name, new long[] {n, width, Float.floatToIntBits(epsilon)});
        return primitives.get(key, cpu -> {
            memory.desc all = Primitives.matrix(n, width);
            memory.desc perRow = vector(n);
            memory.desc perColumn = vector(width);
            var description = new layer_normalization_forward.primitive_desc(
                    cpu, prop_kind.forward_training.value, all, all, perRow, epsilon, flags);
            memory.desc[] each = new memory.desc[ids.length];
            for (int i = 0; i < ids.length; i++) {
                boolean ofAll = ids[i] == DNNL_ARG_SRC || ids[i] == DNNL_ARG_DST;
                boolean ofColumns = ids[i] == DNNL_ARG_SCALE || ids[i] == DNNL_ARG_SHIFT;
                each[i] = ofAll ? all : ofColumns ? perColumn : perRow;
            }
            return primitives.new Prepared(new layer_normalization_forward(description), description, ids, each);
        });
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

    @Override
    public void groupNorm(Tensor x, Tensor weight, Tensor bias, float epsilon, Tensor y, Tensor mean, Tensor rstd) {
        groups.forward(x, weight, bias, epsilon, y, mean, rstd);
    }

    @Override
    public void groupNormBackward(
            Tensor dy, Tensor x, Tensor weight, Tensor mean, Tensor rstd, Tensor dx, Tensor dweight, Tensor dbias) {
        groups.backward(dy, x, weight, mean, rstd, dx, dweight, dbias);
    }
}
