package io.github.fttp.core.engine;

import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Nd4jArrays;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.util.Arrays;
import org.bytedeco.openblas.global.openblas;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Every kernel in ND4J operations: portable, on the CPU and on GPUs that ND4J's CUDA backend supports, and the engine that
 * others are compared with. Not made to be fast: on a GPU it copies operands and results with each call.
 */
public final class Nd4jEngine implements Engine {
    private static final double GELU_SLOPE = Math.sqrt(2 / Math.PI);

    private final Pool pool = new Pool();

    /**
     * Loads ND4J, and sets its threads and those of OpenBLAS beneath it to {@link Threads#count()}.
     *
     * @throws UnusableGpu if ND4J is built for GPUs and there is none that it holds code for
     */
    public Nd4jEngine() {
        if (Cuda.isBuiltIn()) Cuda.requireUsable();
        Nd4j.getEnvironment().setMaxThreads(Threads.count());
        Nd4j.getEnvironment().setMaxMasterThreads(Threads.count());
        // After ND4J has started, which sets it to a number of its own.
        openblas.blas_set_num_threads(Threads.count());
    }

    @Override
    public String name() {
        return "nd4j";
    }

    @Override
    public Pool pool() {
        return pool;
    }

    @Override
    public void close() {
        pool.close();
    }

    // Between tensors and arrays

    /** An operand: the tensor's memory where ND4J can share it, a copy on a GPU and of bfloat16. */
    static INDArray in(Tensor x) {
        if (x.type() == DType.FLOAT32 && Nd4jArrays.canShare()) return Nd4jArrays.view(x);
        long[] shape = Arrays.stream(x.shape().dims()).asLongStream().toArray();
        return Nd4j.createFromArray(x.toArray()).reshape(shape);
    }

    /** An operand as rows of its last dimension. */
    private static INDArray matrix(Tensor x) {
        return in(x.reshape(Shape.of(x.shape().rows(), x.shape().dim(-1))));
    }

    /** One value a row, as a column. */
    private static INDArray column(Tensor x) {
        return in(x.reshape(Shape.of(Math.toIntExact(x.shape().size()), 1)));
    }

    private static INDArray row(Tensor x) {
        return in(x.reshape(Shape.of(1, Math.toIntExact(x.shape().size()))));
    }

    private static INDArray column(float[] values) {
        return Nd4j.createFromArray(values).reshape(values.length, 1);
    }

    /** Puts a result of any shape into a tensor with as many elements in the same order. */
    static void store(INDArray result, Tensor y, Write write) {
        long[] shape = Arrays.stream(y.shape().dims()).asLongStream().toArray();
        INDArray shaped = result.reshape('c', shape);
        if (Nd4jArrays.canShare()) {
            INDArray target = Nd4jArrays.view(y);
            if (write == Write.SET) target.assign(shaped);
            else target.addi(shaped);
        } else {
            INDArray sum = write == Write.SET ? shaped : in(y).add(shaped);
            y.set(sum.dup('c').data().asFloat());
        }
    }

    // Matrix products

    @Override
    public void matmul(Tensor a, Tensor b, Tensor y, Write write) {
        boolean flat = b.shape().rank() == 2;
        Shapes.require(
                a.shape().dim(-1) == b.shape().dim(-2)
                        && y.shape().dim(-1) == b.shape().dim(-1)
                        && a.shape().rank() == y.shape().rank(),
                "matmul",
                a,
                b,
                y);
        if (flat && a.shape().rank() > 2) {
            store(matrix(a).mmul(in(b)), y, write);
        } else if (a.shape().rank() > 2) {
            int batches = a.shape().dim(0);
            Shapes.require(b.shape().dim(0) == batches && y.shape().dim(0) == batches, "matmul", a, b, y);
            for (int i = 0; i < batches; i++) matmul(a.get(i), b.get(i), y.get(i), write);
        } else {
            store(in(a).mmul(in(b)), y, write);
        }
    }

    @Override
    public void affine(Tensor a, Tensor b, Tensor bias, Tensor y) {
        Shapes.require(a.shape().dim(-1) == b.shape().dim(0), "affine", a, b, bias, y);
        Shapes.perColumn("affine", y, bias);
        INDArray left = a.shape().rank() == 2 ? in(a) : matrix(a);
        store(left.mmul(in(b)).addRowVector(row(bias)), y, Write.SET);
    }

    // Elements

    @Override
    public void copy(Tensor x, Tensor y) {
        Shapes.require(x.shape().equals(y.shape()), "copy", x, y);
        if (y.type() == DType.FLOAT32 && x.shape().rank() > 0 && x.shape().size() > 0) store(in(x), y, Write.SET);
        else y.set(x.toArray());
    }

    @Override
    public void fill(float value, Tensor y) {
        y.fill(value);
    }

    @Override
    public void add(Tensor a, Tensor b, Tensor y) {
        Shapes.same("add", a, y);
        Shapes.suffix("add", a, b);
        store(rowsLike(a, b).addRowVector(row(b)), y, Write.SET);
    }

    @Override
    public void mul(Tensor a, Tensor b, Tensor y, Write write) {
        Shapes.same("mul", a, y);
        Shapes.suffix("mul", a, b);
        store(rowsLike(a, b).mulRowVector(row(b)), y, write);
    }

    /** {@code a} as rows of as many elements as {@code b} has. */
    private static INDArray rowsLike(Tensor a, Tensor b) {
        int width = Math.toIntExact(b.shape().size());
        return in(a.reshape(Shape.of(Math.toIntExact(a.shape().size() / width), width)));
    }

    @Override
    public void scale(float factor, Tensor x, Tensor y, Write write) {
        Shapes.same("scale", x, y);
        store(in(x).mul(factor), y, write);
    }

    @Override
    public void sumLeading(Tensor x, Tensor y, Write write) {
        Shapes.suffix("sumLeading", x, y);
        store(rowsLike(x, y).sum(0), y, write);
    }

    @Override
    public double sumOfSquares(Tensor x) {
        double sum = 0;
        for (float value : x.toArray()) sum += (double) value * value;
        return sum;
    }

    @Override
    public void activate(Activation f, Tensor x, Tensor y) {
        Shapes.same("activate", x, y);
        store(value(f, in(x)), y, Write.SET);
    }

    @Override
    public void activateBackward(Activation f, Tensor dy, Tensor x, Tensor dx, Write write) {
        Shapes.same("activateBackward", dy, x, dx);
        store(slope(f, in(x)).mul(in(dy)), dx, write);
    }

    private static INDArray value(Activation f, INDArray x) {
        return switch (f) {
            case GELU -> normal(x).mul(x);
            case GELU_TANH -> Transforms.tanh(inner(x)).add(1).muli(0.5).muli(x);
            case QUICK_GELU -> Transforms.sigmoid(x.mul(1.702)).muli(x);
            case SILU -> Transforms.sigmoid(x).muli(x);
        };
    }

    private static INDArray slope(Activation f, INDArray x) {
        return switch (f) {
            // Phi(x) + x phi(x)
            case GELU ->
                normal(x).add(Transforms.exp(x.mul(x).muli(-0.5)).muli(x).muli(1 / Math.sqrt(2 * Math.PI)));
            case GELU_TANH -> {
                INDArray t = Transforms.tanh(inner(x));
                INDArray dinner = x.mul(x).muli(3 * 0.044715).addi(1).muli(GELU_SLOPE);
                yield t.add(1)
                        .muli(0.5)
                        .addi(t.mul(t).rsubi(1).muli(dinner).muli(x).muli(0.5));
            }
            case QUICK_GELU -> swishSlope(x, 1.702);
            case SILU -> swishSlope(x, 1);
        };
    }

    /** Of {@code x s}, {@code s = sigmoid(alpha x)}: {@code s (1 + alpha x (1 - s))}. */
    private static INDArray swishSlope(INDArray x, double alpha) {
        INDArray s = Transforms.sigmoid(x.mul(alpha));
        return s.rsub(1).muli(x).muli(alpha).addi(1).muli(s);
    }

    /** The normal distribution function. */
    private static INDArray normal(INDArray x) {
        return Nd4j.math().erf(x.mul(1 / Math.sqrt(2))).addi(1).muli(0.5);
    }

    private static INDArray inner(INDArray x) {
        return x.mul(x).muli(0.044715).addi(1).muli(x).muli(GELU_SLOPE);
    }

    @Override
    public void swiglu(Tensor gate, Tensor up, Tensor y) {
        Shapes.same("swiglu", gate, up, y);
        store(value(Activation.SILU, in(gate)).mul(in(up)), y, Write.SET);
    }

    @Override
    public void swigluBackward(Tensor dy, Tensor gate, Tensor up, Tensor dgate, Tensor dup) {
        Shapes.same("swigluBackward", dy, gate, up, dgate, dup);
        INDArray forUp = value(Activation.SILU, in(gate)).mul(in(dy));
        INDArray forGate = slope(Activation.SILU, in(gate)).mul(in(up)).mul(in(dy));
        store(forUp, dup, Write.SET);
        store(forGate, dgate, Write.SET);
    }

    @Override
    public void geglu(Tensor x, Tensor y) {
        Shapes.geglu(x, y);
        store(half(x, 0).mul(value(Activation.GELU, half(x, 1))), y, Write.SET);
    }

    @Override
    public void gegluBackward(Tensor dy, Tensor x, Tensor dx) {
        Shapes.geglu(x, dy);
        Shapes.same("gegluBackward", x, dx);
        INDArray given = matrix(dy);
        INDArray a = value(Activation.GELU, half(x, 1)).mul(given);
        INDArray b = slope(Activation.GELU, half(x, 1)).mul(half(x, 0)).mul(given);
        store(Nd4j.concat(1, a, b), dx, Write.SET);
    }

    /** One of the two halves of each row, a copy. */
    private static INDArray half(Tensor x, int which) {
        long width = x.shape().dim(-1) / 2;
        return matrix(x)
                .get(NDArrayIndex.all(), NDArrayIndex.interval(which * width, (which + 1) * width))
                .dup('c');
    }

    // Rows

    @Override
    public void gatherRows(Tensor table, int[] rows, Tensor y) {
        Shapes.counts("gatherRows' result rows", y.shape().rows(), rows.length);
        int width = table.shape().dim(-1);
        float[] row = new float[width];
        for (int i = 0; i < rows.length; i++) {
            table.read((long) rows[i] * width, row, 0, width);
            y.write((long) i * width, row, 0, width);
        }
    }

    @Override
    public void scatterRows(Tensor x, int[] rows, Tensor y) {
        Shapes.counts("scatterRows' rows", rows.length, x.shape().rows());
        int width = x.shape().dim(-1);
        float[] row = new float[width];
        for (int i = 0; i < rows.length; i++) {
            x.read((long) i * width, row, 0, width);
            y.write((long) rows[i] * width, row, 0, width);
        }
    }

    @Override
    public void scatterRowsAdd(Tensor x, int[] rows, Tensor y) {
        Shapes.counts("scatterRowsAdd's rows", rows.length, x.shape().rows());
        Tensor from = x.reshape(Shape.of(x.shape().rows(), x.shape().dim(-1)));
        Tensor into = y.reshape(Shape.of(y.shape().rows(), y.shape().dim(-1)));
        for (int i = 0; i < rows.length; i++) store(in(from.get(i)), into.get(rows[i]), Write.ADD);
    }

    @Override
    public void patches(Tensor x, int size, Tensor y) {
        Shapes.patches(x, size, y);
        long b = x.shape().dim(0);
        long c = x.shape().dim(1);
        long down = x.shape().dim(2) / size;
        long across = x.shape().dim(3) / size;
        INDArray whole = in(x).get(
                        NDArrayIndex.all(),
                        NDArrayIndex.all(),
                        NDArrayIndex.interval(0, down * size),
                        NDArrayIndex.interval(0, across * size));
        store(
                whole.dup('c')
                        .reshape(b, c, down, size, across, size)
                        .permute(0, 2, 4, 1, 3, 5)
                        .dup('c'),
                y,
                Write.SET);
    }

    // Normalisation

    @Override
    public void rmsNorm(Tensor x, Tensor weight, float epsilon, Tensor y, Tensor rstd) {
        Shapes.same("rmsNorm", x, y);
        Shapes.perRow("rmsNorm", x, rstd);
        Shapes.perColumn("rmsNorm", x, weight);
        INDArray rows = matrix(x);
        INDArray scale = inverseRoot(rows.mul(rows), epsilon);
        store(rows.mulColumnVector(scale).mulRowVector(row(weight)), y, Write.SET);
        store(scale, rstd, Write.SET);
    }

    @Override
    public void rmsNormBackward(Tensor dy, Tensor x, Tensor weight, Tensor rstd, Tensor dx, Write write) {
        Shapes.same("rmsNormBackward", dy, x, dx);
        INDArray g = matrix(dy).mulRowVector(row(weight));
        INDArray normed = matrix(x).mulColumnVector(column(rstd));
        INDArray along = rowMeans(g.mul(normed));
        store(g.sub(normed.mulColumnVector(along)).mulColumnVector(column(rstd)), dx, write);
    }

    @Override
    public void rmsNormBackwardWeight(Tensor dy, Tensor x, Tensor rstd, Tensor dw, Write write) {
        Shapes.same("rmsNormBackwardWeight", dy, x);
        store(matrix(x).mulColumnVector(column(rstd)).mul(matrix(dy)).sum(0), dw, write);
    }

    @Override
    public void layerNorm(Tensor x, Tensor weight, Tensor bias, float epsilon, Tensor y, Tensor mean, Tensor rstd) {
        Shapes.same("layerNorm", x, y);
        Shapes.perColumn("layerNorm", x, weight, bias);
        Shapes.perRow("layerNorm", x, rstd);
        INDArray rows = matrix(x);
        INDArray means = rowMeans(rows);
        INDArray centred = rows.subColumnVector(means);
        INDArray scale = inverseRoot(centred.mul(centred), epsilon);
        INDArray normed = centred.mulColumnVector(scale);
        store(normed.mulRowVector(row(weight)).addRowVector(row(bias)), y, Write.SET);
        store(means, mean, Write.SET);
        store(scale, rstd, Write.SET);
    }

    @Override
    public void layerNormBackward(
            Tensor dy, Tensor x, Tensor weight, Tensor mean, Tensor rstd, Tensor dx, Write write) {
        Shapes.same("layerNormBackward", dy, x, dx);
        INDArray g = matrix(dy).mulRowVector(row(weight));
        INDArray normed = normed(x, mean, rstd);
        INDArray along = rowMeans(g.mul(normed));
        INDArray inside = g.subColumnVector(rowMeans(g)).sub(normed.mulColumnVector(along));
        store(inside.mulColumnVector(column(rstd)), dx, write);
    }

    @Override
    public void layerNormBackwardWeight(Tensor dy, Tensor x, Tensor mean, Tensor rstd, Tensor dw, Write write) {
        Shapes.same("layerNormBackwardWeight", dy, x);
        store(normed(x, mean, rstd).mul(matrix(dy)).sum(0), dw, write);
    }

    private static INDArray normed(Tensor x, Tensor mean, Tensor rstd) {
        return matrix(x).subColumnVector(column(mean)).mulColumnVector(column(rstd));
    }

    private static INDArray rowMeans(INDArray rows) {
        return rows.mean(1).reshape(rows.size(0), 1);
    }

    private static INDArray inverseRoot(INDArray squares, float epsilon) {
        return Transforms.sqrt(rowMeans(squares).addi(epsilon)).rdivi(1);
    }

    // Pictures

    @Override
    public void convolution(Tensor x, Tensor weight, Tensor bias, Convolution how, Tensor y) {
        Shapes.convolution(x, weight, how, y);
        Shapes.perColumn("convolution", y, bias);
        INDArray columns = columns(in(x), how);
        store(columns.mmul(flat(weight).transpose()).addRowVector(row(bias)), y, Write.SET);
    }

    @Override
    public void convolutionBackward(Tensor dy, Tensor weight, Convolution how, Tensor dx, Write write) {
        Shapes.convolution(dx, weight, how, dy);
        INDArray dcolumns = matrix(dy).mmul(flat(weight));
        store(summed(dcolumns, how, dx.shape()), dx, write);
    }

    @Override
    public void convolutionBackwardWeight(Tensor dy, Tensor x, Convolution how, Tensor dw, Write write) {
        Shapes.convolution(x, dw, how, dy);
        int channels = x.shape().dim(3);
        INDArray flat = matrix(dy).transpose().mmul(columns(in(x), how)); // [O, k k I]
        INDArray kernels = flat.reshape('c', dw.shape().dim(0), how.kernel(), how.kernel(), channels);
        store(kernels.permute(0, 3, 1, 2).dup('c'), dw, write);
    }

    /** {@code [O, I, k, k]} as {@code [O, k k I]}. */
    private static INDArray flat(Tensor weight) {
        INDArray last = in(weight).permute(0, 2, 3, 1).dup('c');
        return last.reshape('c', last.size(0), last.length() / last.size(0));
    }

    /** What the kernel sees at each place, {@code [B H' W', k k I]}. */
    private static INDArray columns(INDArray x, Convolution how) {
        long b = x.size(0);
        long channels = x.size(3);
        int height = how.out((int) x.size(1));
        int width = how.out((int) x.size(2));
        INDArray padded =
                Nd4j.zeros(b, x.size(1) + how.before() + how.after(), x.size(2) + how.before() + how.after(), channels);
        inside(padded, x.size(1), x.size(2), how).assign(x);
        int k = how.kernel();
        INDArray columns = Nd4j.create(b, height, width, (long) k * k, channels);
        for (int i = 0; i < k * k; i++) {
            columns.get(
                            NDArrayIndex.all(),
                            NDArrayIndex.all(),
                            NDArrayIndex.all(),
                            NDArrayIndex.point(i),
                            NDArrayIndex.all())
                    .assign(shifted(padded, i / k, i % k, height, width, how.stride()));
        }
        return columns.reshape('c', b * height * width, k * k * channels);
    }

    /** The other way round: what each place says of what it saw, added up, {@code [B, H, W, I]}. */
    private static INDArray summed(INDArray columns, Convolution how, Shape shape) {
        int k = how.kernel();
        int height = how.out(shape.dim(1));
        int width = how.out(shape.dim(2));
        INDArray each = columns.dup('c').reshape('c', shape.dim(0), height, width, (long) k * k, shape.dim(3));
        INDArray padded = Nd4j.zeros(
                shape.dim(0),
                shape.dim(1) + how.before() + how.after(),
                shape.dim(2) + how.before() + how.after(),
                shape.dim(3));
        for (int i = 0; i < k * k; i++) {
            shifted(padded, i / k, i % k, height, width, how.stride())
                    .addi(each.get(
                            NDArrayIndex.all(),
                            NDArrayIndex.all(),
                            NDArrayIndex.all(),
                            NDArrayIndex.point(i),
                            NDArrayIndex.all()));
        }
        return inside(padded, shape.dim(1), shape.dim(2), how).dup('c');
    }

    private static INDArray inside(INDArray padded, long height, long width, Convolution how) {
        return padded.get(
                NDArrayIndex.all(),
                NDArrayIndex.interval(how.before(), how.before() + height),
                NDArrayIndex.interval(how.before(), how.before() + width),
                NDArrayIndex.all());
    }

    private static INDArray shifted(INDArray padded, int down, int right, int height, int width, int stride) {
        return padded.get(
                NDArrayIndex.all(),
                NDArrayIndex.interval(down, stride, down + (height - 1L) * stride + 1),
                NDArrayIndex.interval(right, stride, right + (width - 1L) * stride + 1),
                NDArrayIndex.all());
    }

    @Override
    public void groupNorm(Tensor x, Tensor weight, Tensor bias, float epsilon, Tensor y, Tensor mean, Tensor rstd) {
        Shapes.same("groupNorm", x, y);
        Shapes.groupNorm(x, mean, rstd);
        Shapes.perColumn("groupNorm", x, weight, bias);
        INDArray groups = byGroup(in(x), x.shape(), mean);
        INDArray means = rowMeans(groups);
        INDArray centred = groups.subColumnVector(means);
        INDArray scale = inverseRoot(centred.mul(centred), epsilon);
        INDArray normed = byChannel(centred.muliColumnVector(scale), x.shape(), mean);
        store(normed.muliRowVector(row(weight)).addiRowVector(row(bias)), y, Write.SET);
        store(means, mean, Write.SET);
        store(scale, rstd, Write.SET);
    }

    @Override
    public void groupNormBackward(
            Tensor dy, Tensor x, Tensor weight, Tensor mean, Tensor rstd, Tensor dx, Tensor dweight, Tensor dbias) {
        Shapes.same("groupNormBackward", dy, x, dx);
        Shapes.groupNorm(x, mean, rstd);
        Shapes.perColumn("groupNormBackward", x, weight, dweight, dbias);
        INDArray normed =
                byGroup(in(x), x.shape(), mean).subColumnVector(column(mean)).muliColumnVector(column(rstd));
        INDArray g = byGroup(matrix(dy).mulRowVector(row(weight)), x.shape(), mean);
        INDArray along = rowMeans(g.mul(normed));
        INDArray through = g.subColumnVector(rowMeans(g))
                .subi(normed.mulColumnVector(along))
                .muliColumnVector(column(rstd));
        INDArray dgain = byChannel(normed, x.shape(), mean).mul(matrix(dy)).sum(0);
        INDArray dshift = matrix(dy).sum(0);
        store(byChannel(through, x.shape(), mean), dx, Write.SET);
        store(dgain, dweight, Write.SET);
        store(dshift, dbias, Write.SET);
    }

    /** {@code [B, pixels, C]} with a row for each group of each sample, {@code [B G, pixels C / G]}. */
    private static INDArray byGroup(INDArray x, Shape shape, Tensor statistics) {
        long b = shape.dim(0);
        long groups = statistics.shape().dim(1);
        long width = shape.dim(-1) / groups;
        long pixels = shape.size() / (b * groups * width);
        return x.dup('c')
                .reshape('c', b, pixels, groups, width)
                .permute(0, 2, 1, 3)
                .dup('c')
                .reshape('c', b * groups, pixels * width);
    }

    /** The way back, to {@code [B pixels, C]}. */
    private static INDArray byChannel(INDArray groups, Shape shape, Tensor statistics) {
        long b = shape.dim(0);
        long g = statistics.shape().dim(1);
        long width = shape.dim(-1) / g;
        long pixels = shape.size() / (b * g * width);
        return groups.reshape('c', b, g, pixels, width)
                .permute(0, 2, 1, 3)
                .dup('c')
                .reshape('c', b * pixels, g * width);
    }

    // Attention

    @Override
    public void rope(Tensor x, Tensor cos, Tensor sin, boolean inverse, Tensor y, Write write) {
        Shapes.same("rope", x, y);
        Shapes.same("rope", cos, sin);
        long rows = (long) x.shape().dim(0) * x.shape().dim(1);
        long heads = x.shape().dim(2);
        long half = x.shape().dim(3) / 2;
        INDArray c =
                Nd4j.tile(in(cos).reshape(rows, 1, half), 1, (int) heads, 1).reshape(rows * heads, half);
        INDArray s =
                Nd4j.tile(in(sin).reshape(rows, 1, half), 1, (int) heads, 1).reshape(rows * heads, half);
        if (inverse) s.negi();
        Tensor flat = x.reshape(Shape.of(Math.toIntExact(rows * heads), Math.toIntExact(2 * half)));
        INDArray first = in(flat.slice(1, 0, (int) half)).dup('c');
        INDArray second = in(flat.slice(1, (int) half, (int) (2 * half))).dup('c');
        INDArray turned =
                Nd4j.concat(1, first.mul(c).subi(second.mul(s)), second.mul(c).addi(first.mul(s)));
        store(turned, y, write);
    }

    @Override
    public void softmax(Tensor x, Tensor y) {
        Shapes.same("softmax", x, y);
        store(probabilities(matrix(x)), y, Write.SET);
    }

    private static INDArray probabilities(INDArray rows) {
        INDArray e = Transforms.exp(rows.subColumnVector(rows.max(1).reshape(rows.size(0), 1)), false);
        return e.diviColumnVector(e.sum(1).reshape(rows.size(0), 1));
    }

    @Override
    public void softmaxBackward(Tensor dy, Tensor y, Tensor dx, Write write) {
        Shapes.same("softmaxBackward", dy, y, dx);
        store(throughSoftmax(matrix(dy), matrix(y)), dx, write);
    }

    private static INDArray throughSoftmax(INDArray dp, INDArray p) {
        INDArray along = dp.mul(p).sum(1).reshape(p.size(0), 1);
        return dp.subColumnVector(along).muli(p);
    }

    @Override
    public void attention(Tensor q, Tensor k, Tensor v, AttentionMask mask, float scale, Tensor y) {
        Shapes.attention("attention", q, k, v, mask);
        forHeads(
                q,
                k,
                (b, h, kh) -> tiles(q, k, (from, to) -> {
                    INDArray p = probabilities(q, k, mask, scale, b, h, kh, from, to);
                    store(p.mmul(in(head(v, b, kh))), head(y, b, h).slice(0, from, to), Write.SET);
                }));
    }

    @Override
    public void attentionBackward(
            Tensor dy, Tensor q, Tensor k, Tensor v, AttentionMask mask, float scale, Tensor dq, Tensor dk, Tensor dv) {
        Shapes.attention("attentionBackward", q, k, v, mask);
        dk.fill(0);
        dv.fill(0);
        forHeads(
                q,
                k,
                (b, h, kh) -> tiles(q, k, (from, to) -> {
                    INDArray p = probabilities(q, k, mask, scale, b, h, kh, from, to);
                    INDArray dresult = in(head(dy, b, h).slice(0, from, to));
                    store(p.transpose().mmul(dresult), head(dv, b, kh), Write.ADD);
                    INDArray ds = throughSoftmax(dresult.mmul(in(head(v, b, kh)).transpose()), p)
                            .muli(scale);
                    store(ds.mmul(in(head(k, b, kh))), head(dq, b, h).slice(0, from, to), Write.SET);
                    store(ds.transpose().mmul(in(head(q, b, h).slice(0, from, to))), head(dk, b, kh), Write.ADD);
                }));
    }

    private interface OfHead {
        void run(int sample, int head, int keyHead);
    }

    private static void forHeads(Tensor q, Tensor k, OfHead body) {
        int group = q.shape().dim(2) / k.shape().dim(2);
        for (int b = 0; b < q.shape().dim(0); b++) {
            for (int h = 0; h < q.shape().dim(2); h++) body.run(b, h, h / group);
        }
    }

    private interface OfRows {
        void run(int from, int to);
    }

    /** A million scores at a time. */
    private static void tiles(Tensor q, Tensor k, OfRows body) {
        int rows = Math.max(1, (1 << 20) / Math.max(1, k.shape().dim(1)));
        for (int from = 0; from < q.shape().dim(1); from += rows) {
            body.run(from, Math.min(q.shape().dim(1), from + rows));
        }
    }

    /** {@code [T, D]} of one head. */
    private static Tensor head(Tensor x, int sample, int head) {
        return x.get(sample).transposed(0, 1).get(head);
    }

    private static INDArray probabilities(
            Tensor q, Tensor k, AttentionMask mask, float scale, int b, int h, int kh, int from, int to) {
        int tq = q.shape().dim(1);
        int tk = k.shape().dim(1);
        INDArray scores = in(head(q, b, h).slice(0, from, to))
                .mmul(in(head(k, b, kh)).transpose())
                .muli(scale);
        if (!mask.isCausal() && mask.keys().length == 0) return probabilities(scores);
        float[] hidden = new float[(to - from) * tk];
        float[] sees = new float[to - from];
        for (int i = from; i < to; i++) {
            for (int j = 0; j < tk; j++) {
                if (mask.allows(b, i, tq, j, tk)) sees[i - from] = 1;
                else hidden[(i - from) * tk + j] = -1e38f;
            }
        }
        INDArray p = probabilities(scores.add(Nd4j.createFromArray(hidden).reshape(to - from, tk)));
        return p.mulColumnVector(column(sees));
    }

    // Losses

    @Override
    public void logSumExp(Tensor logits, Tensor logSumExp) {
        Shapes.perRow("logSumExp", logits, logSumExp);
        store(logSumExp(matrix(logits)), logSumExp, Write.SET);
    }

    private static INDArray logSumExp(INDArray rows) {
        INDArray max = rows.max(1).reshape(rows.size(0), 1);
        INDArray sum = Transforms.exp(rows.subColumnVector(max), false).sum(1).reshape(rows.size(0), 1);
        return Transforms.log(sum).addi(max);
    }

    @Override
    public void crossEntropyBackward(Tensor logits, int[] labels, float[] weights, Tensor dlogits, Write write) {
        Shapes.same("crossEntropyBackward", logits, dlogits);
        Shapes.counts(
                "crossEntropyBackward's labels", labels.length, logits.shape().rows());
        INDArray result = weighted(probabilities(matrix(logits)), weights);
        for (int i = 0; i < labels.length; i++) {
            if (weights[i] != 0) result.putScalar(i, labels[i], result.getFloat(i, labels[i]) - weights[i]);
        }
        store(result, dlogits, write);
    }

    @Override
    public void klDivergence(Tensor base, Tensor logits, Tensor kl) {
        Shapes.same("klDivergence", base, logits);
        INDArray rows = matrix(logits);
        INDArray base0 = matrix(base);
        INDArray difference = base0.subColumnVector(logSumExp(base0)).sub(rows.subColumnVector(logSumExp(rows)));
        store(difference.mul(probabilities(base0)).sum(1), kl, Write.SET);
    }

    @Override
    public void klDivergenceBackward(Tensor base, Tensor logits, float[] weights, Tensor dlogits, Write write) {
        Shapes.same("klDivergenceBackward", base, logits, dlogits);
        INDArray difference = probabilities(matrix(logits)).sub(probabilities(matrix(base)));
        store(weighted(difference, weights), dlogits, write);
    }

    /** Each row times its weight, in place; without one it becomes 0 even where it is not finite. */
    private static INDArray weighted(INDArray rows, float[] weights) {
        rows.muliColumnVector(column(weights));
        for (int i = 0; i < weights.length; i++)
            if (weights[i] == 0) rows.getRow(i).assign(0);
        return rows;
    }

    // Optimisers

    @Override
    public void adam(AdamStep step, Tensor gradient, Tensor parameter, Tensor firstMoment, Tensor secondMoment) {
        Shapes.same("adam", gradient, parameter, firstMoment, secondMoment);
        INDArray p = in(parameter);
        INDArray g = in(gradient).mul(step.gradientScale()).addi(p.mul(step.coupledDecay()));
        INDArray m = in(firstMoment).mul(step.beta1()).addi(g.mul(1 - step.beta1()));
        INDArray v = in(secondMoment).mul(step.beta2()).addi(g.mul(g).muli(1 - step.beta2()));
        double corrected = 1 - Math.pow(step.beta1(), step.step());
        double root = 1 / Math.sqrt(1 - Math.pow(step.beta2(), step.step()));
        INDArray change =
                m.div(Transforms.sqrt(v).muli(root).addi(step.epsilon())).muli(step.rate() / corrected);
        store(p.mul(1 - step.rate() * step.decoupledDecay()).subi(change), parameter, Write.SET);
        store(m, firstMoment, Write.SET);
        store(v, secondMoment, Write.SET);
    }
}
