package io.github.fttp.core.nn;

import io.github.fttp.core.autograd.Elementwise;
import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.util.List;

/**
 * A low-rank adapter that sets directions alone (Liu et al. 2024, "DoRA"): each output's weights have a length of their own,
 * {@code W'_i = m_i (W + scale B A)_i / |(W + scale B A)_i|}.
 *
 * <p>Neither it nor the layer's weight trains, so the factors {@code m_i / |..|} are computed once.
 */
final class DecomposedLowRank extends LowRank {
    private final Parameter magnitude;
    private Tensor factors;

    /** @param magnitude {@code m [out]}, called {@code MODULE.lora_magnitude_vector} */
    DecomposedLowRank(String module, Parameter a, Parameter b, Parameter magnitude, double alpha, float scale) {
        super(module, a, b, alpha, scale);
        this.magnitude = magnitude;
    }

    @Override
    List<Parameter> parameters() {
        return List.of(a(), b(), magnitude);
    }

    @Override
    Var forward(Tape tape, Var x, Parameter weight) {
        return Elementwise.mul(tape, super.forward(tape, x, weight), tape.constant(factors(tape.engine(), weight)));
    }

    @Override
    Var forward(Tape tape, Var x, Parameter weight, Parameter bias) {
        return Elementwise.add(tape, forward(tape, x, weight), tape.use(bias));
    }

    private Tensor factors(Engine engine, Parameter weight) {
        if (weight.isTrainable()) {
            throw new IllegalStateException(
                    module() + " has a DoRA adapter, whose lengths are those of a weight that does not train");
        }
        if (factors == null) {
            try (Tensor sum = super.merged(engine, weight.value())) {
                factors = factors(engine, sum);
            }
        }
        return factors;
    }

    private Tensor factors(Engine engine, Tensor sum) {
        int out = sum.shape().dim(0);
        float[] row = new float[sum.shape().dim(1)];
        float[] values = magnitude.value().toArray();
        for (int i = 0; i < out; i++) {
            sum.read((long) i * row.length, row, 0, row.length);
            double squares = 0;
            for (float each : row) squares += (double) each * each;
            values[i] = (float) (values[i] / Math.sqrt(squares));
        }
        return engine.pool().draw(Shape.of(out)).set(values);
    }

    @Override
    Tensor merged(Engine engine, Tensor weight) {
        Tensor sum = super.merged(engine, weight);
        try (Tensor rows = factors(engine, sum)) {
            float[] factor = rows.toArray();
            float[] row = new float[sum.shape().dim(1)];
            for (int i = 0; i < factor.length; i++) {
                sum.read((long) i * row.length, row, 0, row.length);
                for (int k = 0; k < row.length; k++) row[k] *= factor[i];
                sum.write((long) i * row.length, row, 0, row.length);
            }
        }
        return sum;
    }

    @Override
    void close() {
        super.close();
        magnitude.close();
        if (factors != null) factors.close();
    }
}
