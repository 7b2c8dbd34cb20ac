package io.github.fttp.core.nn;

import io.github.fttp.core.Check;
import io.github.fttp.core.autograd.Dropout;
import io.github.fttp.core.autograd.Elementwise;
import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.autograd.Products;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.Write;
import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * One linear layer's share of a {@link LoraAdapter}: {@code scale dropout(x) A^T B^T}. Where it {@linkplain #avoid avoids}
 * directions {@code V} of its input, or {@linkplain #spare spares} some inputs, {@code A P} stands in place of {@code A},
 * {@code P = I - V^T V}.
 */
public sealed class LowRank permits DecomposedLowRank {
    private final String module;
    private final Parameter a;
    private final Parameter b;
    private final double alpha;
    private final float scale;
    private Dropout dropout = Dropout.none();
    private boolean active = true;
    /** {@code V}, {@code [k, in]}. */
    private Optional<Tensor> avoided = Optional.empty();

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
        return Products.lora(tape, x, tape.use(weight), projected(tape), tape.use(b), scale, dropout);
    }

    /** The result of a layer with a bias. */
    Var forward(Tape tape, Var x, Parameter weight, Parameter bias) {
        return Products.lora(tape, x, tape.use(weight), tape.use(bias), projected(tape), tape.use(b), scale, dropout);
    }

    /** {@code A P}. */
    private Var projected(Tape tape) {
        Var used = tape.use(a);
        if (avoided.isEmpty()) return used;
        Var directions = tape.constant(avoided.get());
        Var along = Products.matmul(tape, Products.linear(tape, used, directions), directions); // [r, k] [k, in]
        return Elementwise.add(tape, used, Elementwise.scale(tape, -1, along));
    }

    /** What it adds to the layer's result, without dropout: {@code x [.., in]} to {@code [.., out]}. */
    public Var share(Tape tape, Var x) {
        Var low = Elementwise.scale(tape, scale, Products.linear(tape, x, projected(tape)));
        return Products.linear(tape, low, tape.use(b));
    }

    /**
     * From here on adds nothing for inputs along these directions, until {@link #settle}.
     *
     * @param directions {@code [k, in]}, orthonormal; closed with this
     */
    public void avoid(Tensor directions) {
        avoided.ifPresent(Tensor::close);
        avoided = Optional.of(directions);
    }

    /**
     * From here on adds the less the more an input is like these, until {@link #settle}:
     * {@code P = (I + strength C / c)^-1}, {@code C} the mean of {@code x x^T} over them and {@code c} the mean of its
     * diagonal. Needs no matrix as large as {@code C}: {@code V = L^-1 X} with {@code L L^T = X X^T + n c / strength I}.
     *
     * @param inputs {@code X}, {@code [n, in]}, not all 0
     * @param strength finite and at least 0; at 0 nothing is spared
     */
    public void spare(Engine engine, Tensor inputs, double strength) {
        Check.finiteAtLeast(0, strength, "strength of sparing");
        if (strength == 0) return;
        int count = inputs.shape().dim(0);
        try (Tensor square = engine.pool().draw(Shape.of(count, count))) {
            engine.matmul(inputs, inputs.transposed(), square, Write.SET);
            float[] products = square.toArray();
            double trace = 0;
            for (int i = 0; i < count; i++) trace += products[i * count + i];
            if (!(trace > 0)) throw new IllegalArgumentException("inputs to spare are all 0");
            double ridge = trace / inputs.shape().dim(1) / strength;
            square.set(whitening(count, ridge, products));
            Tensor directions = engine.pool().draw(inputs.shape());
            engine.matmul(square, inputs, directions, Write.SET);
            avoid(directions);
        }
    }

    /** {@code L^-1} with {@code L L^T = products + ridge I}, both {@code [n, n]}. */
    private static float[] whitening(int n, double ridge, float... products) {
        RealMatrix m = new Array2DRowRealMatrix(n, n);
        for (int i = 0; i < n; i++) {
            // By the ridge, so that no pivot is below 1; both halves alike to the last bit, for the solver refuses what
            // is not symmetric.
            for (int j = 0; j <= i; j++) {
                double value = products[i * n + j] / ridge + (i == j ? 1 : 0);
                m.setEntry(i, j, value);
                m.setEntry(j, i, value);
            }
        }
        double[][] lower = new CholeskyDecomposition(m).getL().getData();
        double[][] inverse = new double[n][n];
        float[] scaled = new float[n * n];
        for (int i = 0; i < n; i++) {
            inverse[i][i] = 1;
            for (int k = 0; k < i; k++) {
                for (int j = 0; j <= k; j++) inverse[i][j] -= lower[i][k] * inverse[k][j];
            }
            for (int j = 0; j <= i; j++) {
                inverse[i][j] /= lower[i][i];
                scaled[i * n + j] = (float) (inverse[i][j] / Math.sqrt(ridge));
            }
        }
        return scaled;
    }

    /** Takes the projection into A for good: {@code A = A P}. Does nothing where no directions are avoided. */
    public void settle(Engine engine) {
        if (avoided.isEmpty()) return;
        try (Tensor inside = Tape.detached(engine, this::projected)) {
            engine.copy(inside, a.value());
        }
        avoided.get().close();
        avoided = Optional.empty();
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
        avoided.ifPresent(Tensor::close);
    }
}
