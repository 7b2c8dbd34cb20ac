package io.github.fttp.core.engine;

import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Tensor;
import java.util.Arrays;

/**
 * The engine for NVIDIA GPUs of compute capability 7.5 and newer, with CUDA 13 or 12.9: its own kernels, and cuBLASLt for
 * matrix products. Tensors lie in the GPU's memory; reading and writing their values copies and waits, everything else is
 * asked for and done later, in order. The same call gives the same bits on the same GPU: no sum is made by atomic operations.
 */
public final class CudaEngine implements Engine {
    private static final int MOST_DIMENSIONS = 6;

    private final Gpu gpu;
    private final Pool pool;
    private final GpuUploads uploads;
    private final GpuLaunch launch;
    private final CudaMatmul matmul;
    private final CudaAttention attention;
    private final CudaConvolution convolution;
    private final CudaRows rows;

    /**
     * Computes on the first GPU that the driver shows.
     *
     * @throws UnusableGpu if there is none, or what it takes is missing
     */
    public CudaEngine(Precision precision) {
        this(new NvidiaGpu(), precision);
    }

    CudaEngine(Gpu gpu, Precision precision) {
        this.gpu = gpu;
        pool = new Pool(gpu);
        uploads = new GpuUploads(gpu);
        launch = new GpuLaunch(gpu);
        matmul = new CudaMatmul(this, gpu, precision);
        attention = new CudaAttention(this, matmul, launch, uploads);
        convolution = new CudaConvolution(this, matmul, launch);
        rows = new CudaRows(pool, launch, uploads);
    }

    @Override
    public String name() {
        return "cuda";
    }

    @Override
    public Pool pool() {
        return pool;
    }

    @Override
    public void close() {
        uploads.close();
        pool.close();
        gpu.close();
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
        long n = x.shape().size();
        if (n == 0) return;
        boolean dense = x.isContiguous() && y.isContiguous();
        if (dense && x.type() == y.type()) {
            gpu.copy(
                    GpuLaunch.address(gpu, x),
                    GpuLaunch.address(gpu, y),
                    n * x.type().bytes());
            return;
        }
        GpuLaunch begun = launch.of(dense ? "convert" : "copy_strided")
                .with(x)
                .with(x.type().ordinal())
                .with(y)
                .with(y.type().ordinal())
                .with(n);
        if (!dense) strides(begun, x, y);
        begun.each(n);
    }

    /** The kernels' {@code Strides}: dimensions, and each one's step in both. */
    private static void strides(GpuLaunch begun, Tensor x, Tensor y) {
        int rank = x.shape().rank();
        Shapes.require(rank <= MOST_DIMENSIONS, "copy", x, y);
        long[][] all = new long[3][MOST_DIMENSIONS];
        Arrays.fill(all[0], 1);
        for (int i = 0; i < rank; i++) {
            int at = MOST_DIMENSIONS - rank + i;
            all[0][at] = x.shape().dim(i);
            all[1][at] = x.stride(i);
            all[2][at] = y.stride(i);
        }
        for (long[] each : all) for (long value : each) begun.with(value);
    }

    @Override
    public void fill(float value, Tensor y) {
        Shapes.dense("fill", y);
        launch.of("fill")
                .with(y)
                .with(y.shape().size())
                .with(value)
                .each(y.shape().size());
    }

    @Override
    public void add(Tensor a, Tensor b, Tensor y) {
        Shapes.same("add", a, y);
        Shapes.suffix("add", a, b);
        launch.of("add")
                .with(a, b, y)
                .with(a.shape().size())
                .with(b.shape().size())
                .each(a.shape().size());
    }

    @Override
    public void mul(Tensor a, Tensor b, Tensor y, Write write) {
        Shapes.same("mul", a, y);
        Shapes.suffix("mul", a, b);
        launch.of("mul")
                .with(a, b, y)
                .with(a.shape().size())
                .with(b.shape().size())
                .with(write == Write.ADD)
                .each(a.shape().size());
    }

    @Override
    public void scale(float factor, Tensor x, Tensor y, Write write) {
        Shapes.same("scale", x, y);
        long n = x.shape().size();
        launch.of("scale")
                .with(factor)
                .with(x, y)
                .with(n)
                .with(write == Write.ADD)
                .each(n);
    }

    @Override
    public void sumLeading(Tensor x, Tensor y, Write write) {
        Shapes.suffix("sumLeading", x, y);
        rows.sumLeading(x, y, write);
    }

    @Override
    public double sumOfSquares(Tensor x) {
        Shapes.dense("sumOfSquares", x);
        return rows.sumOfSquares(x);
    }

    @Override
    public void activate(Activation f, Tensor x, Tensor y) {
        Shapes.same("activate", x, y);
        long n = x.shape().size();
        launch.of("activate").with(f.ordinal()).with(x, y).with(n).each(n);
    }

    @Override
    public void activateBackward(Activation f, Tensor dy, Tensor x, Tensor dx, Write write) {
        Shapes.same("activateBackward", dy, x, dx);
        long n = x.shape().size();
        launch.of("activate_backward")
                .with(f.ordinal())
                .with(dy, x, dx)
                .with(n)
                .with(write == Write.ADD)
                .each(n);
    }

    @Override
    public void swiglu(Tensor gate, Tensor up, Tensor y) {
        Shapes.same("swiglu", gate, up, y);
        long n = y.shape().size();
        launch.of("swiglu").with(gate, up, y).with(n).each(n);
    }

    @Override
    public void swigluBackward(Tensor dy, Tensor gate, Tensor up, Tensor dgate, Tensor dup) {
        Shapes.same("swigluBackward", dy, gate, up, dgate, dup);
        long n = dy.shape().size();
        launch.of("swiglu_backward").with(dy, gate, up, dgate, dup).with(n).each(n);
    }

    @Override
    public void geglu(Tensor x, Tensor y) {
        Shapes.geglu(x, y);
        long n = y.shape().size();
        launch.of("geglu").with(x, y).with(n).with((long) y.shape().dim(-1)).each(n);
    }

    @Override
    public void gegluBackward(Tensor dy, Tensor x, Tensor dx) {
        Shapes.geglu(x, dy);
        Shapes.same("gegluBackward", x, dx);
        long n = dy.shape().size();
        launch.of("geglu_backward")
                .with(dy, x, dx)
                .with(n)
                .with((long) dy.shape().dim(-1))
                .each(n);
    }

    // Rows

    @Override
    public void gatherRows(Tensor table, int[] which, Tensor y) {
        Shapes.counts("gatherRows' result rows", y.shape().rows(), which.length);
        rows.gather(table, which, y);
    }

    @Override
    public void scatterRows(Tensor x, int[] which, Tensor y) {
        Shapes.counts("scatterRows' rows", which.length, x.shape().rows());
        rows.scatter(x, which, y);
    }

    @Override
    public void scatterRowsAdd(Tensor x, int[] which, Tensor y) {
        Shapes.counts("scatterRowsAdd's rows", which.length, x.shape().rows());
        rows.scatterAdd(x, which, y);
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
        rows.rmsNorm(x, weight, epsilon, y, rstd);
    }

    @Override
    public void rmsNormBackward(Tensor dy, Tensor x, Tensor weight, Tensor rstd, Tensor dx, Write write) {
        Shapes.same("rmsNormBackward", dy, x, dx);
        rows.normBackward(dy, x, weight, rstd, dx, write);
    }

    @Override
    public void rmsNormBackwardWeight(Tensor dy, Tensor x, Tensor rstd, Tensor dw, Write write) {
        Shapes.same("rmsNormBackwardWeight", dy, x);
        rows.normBackwardWeight(dy, x, rstd, dw, write);
    }

    @Override
    public void layerNorm(Tensor x, Tensor weight, Tensor bias, float epsilon, Tensor y, Tensor mean, Tensor rstd) {
        Shapes.same("layerNorm", x, y);
        Shapes.perColumn("layerNorm", x, weight, bias);
        Shapes.perRow("layerNorm", x, rstd);
        Shapes.perRow("layerNorm", x, mean);
        rows.layerNorm(x, weight, bias, epsilon, y, mean, rstd);
    }

    @Override
    public void layerNormBackward(
            Tensor dy, Tensor x, Tensor weight, Tensor mean, Tensor rstd, Tensor dx, Write write) {
        Shapes.same("layerNormBackward", dy, x, dx);
        rows.normBackward(dy, x, weight, rstd, dx, write, mean);
    }

    @Override
    public void layerNormBackwardWeight(Tensor dy, Tensor x, Tensor mean, Tensor rstd, Tensor dw, Write write) {
        Shapes.same("layerNormBackwardWeight", dy, x);
        rows.normBackwardWeight(dy, x, rstd, dw, write, mean);
    }

    // Images

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
        rows.groupNorm(x, weight, bias, epsilon, y, mean, rstd);
    }

    @Override
    public void groupNormBackward(
            Tensor dy, Tensor x, Tensor weight, Tensor mean, Tensor rstd, Tensor dx, Tensor dweight, Tensor dbias) {
        Shapes.same("groupNormBackward", dy, x, dx);
        Shapes.groupNorm(x, mean, rstd);
        Shapes.perColumn("groupNormBackward", x, weight, dweight, dbias);
        rows.groupNormBackward(dy, x, weight, mean, rstd, dx, dweight, dbias);
    }

    // Attention

    @Override
    public void rope(Tensor x, Tensor cos, Tensor sin, boolean inverse, Tensor y, Write write) {
        Shapes.same("rope", x, y);
        Shapes.same("rope", cos, sin);
        Shapes.rope(x, cos);
        long n = x.shape().size() / 2;
        launch.of("rope")
                .with(x, cos, sin, y)
                .with(n)
                .with(x.shape().dim(2))
                .with(x.shape().dim(3) / 2)
                .with(inverse ? -1f : 1f)
                .with(write == Write.ADD)
                .each(n);
    }

    @Override
    public void softmax(Tensor x, Tensor y) {
        Shapes.same("softmax", x, y);
        int width = x.shape().dim(-1);
        launch.of("softmax").with(x, y).with(width).rows(x.shape().rows(), width);
    }

    @Override
    public void softmaxBackward(Tensor dy, Tensor y, Tensor dx, Write write) {
        Shapes.same("softmaxBackward", dy, y, dx);
        int width = y.shape().dim(-1);
        launch.of("softmax_backward")
                .with(dy, y, dx)
                .with(width)
                .with(write == Write.ADD)
                .rows(y.shape().rows(), width);
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
        int width = logits.shape().dim(-1);
        launch.of("log_sum_exp")
                .with(logits, logSumExp)
                .with(width)
                .rows(logits.shape().rows(), width);
    }

    @Override
    public void crossEntropyBackward(Tensor logits, int[] labels, float[] weights, Tensor dlogits, Write write) {
        Shapes.same("crossEntropyBackward", logits, dlogits);
        int n = logits.shape().rows();
        Shapes.counts("crossEntropyBackward's labels", labels.length, n);
        Shapes.counts("crossEntropyBackward's weights", weights.length, n);
        int width = logits.shape().dim(-1);
        launch.of("cross_entropy_backward")
                .with(logits)
                .with(uploads.put(labels))
                .with(uploads.put(weights))
                .with(dlogits)
                .with(width)
                .with(write == Write.ADD)
                .rows(n, width);
    }

    @Override
    public void klDivergence(Tensor base, Tensor logits, Tensor kl) {
        Shapes.same("klDivergence", base, logits);
        Shapes.perRow("klDivergence", logits, kl);
        int width = logits.shape().dim(-1);
        launch.of("kl_divergence")
                .with(base, logits, kl)
                .with(width)
                .rows(logits.shape().rows(), width);
    }

    @Override
    public void klDivergenceBackward(Tensor base, Tensor logits, float[] weights, Tensor dlogits, Write write) {
        Shapes.same("klDivergenceBackward", base, logits, dlogits);
        int n = logits.shape().rows();
        Shapes.counts("klDivergenceBackward's weights", weights.length, n);
        int width = logits.shape().dim(-1);
        launch.of("kl_divergence_backward")
                .with(base, logits)
                .with(uploads.put(weights))
                .with(dlogits)
                .with(width)
                .with(write == Write.ADD)
                .rows(n, width);
    }

    // Optimisers

    @Override
    public void adam(AdamStep step, Tensor gradient, Tensor parameter, Tensor firstMoment, Tensor secondMoment) {
        Shapes.same("adam", gradient, parameter, firstMoment, secondMoment);
        long n = parameter.shape().size();
        launch.of("adam")
                .with(gradient, parameter, firstMoment, secondMoment)
                .with(n)
                .with((float) step.rate())
                .with((float) (1 - step.beta1()))
                .with((float) (1 - step.beta2()))
                .with((float) step.epsilon())
                .with((float) (1 / (1 - Math.pow(step.beta1(), step.step()))))
                .with((float) (1 / (1 - Math.pow(step.beta2(), step.step()))))
                .with((float) step.gradientScale())
                .with((float) step.coupledDecay())
                .with((float) (1 - step.rate() * step.decoupledDecay()))
                .each(n);
    }
}
