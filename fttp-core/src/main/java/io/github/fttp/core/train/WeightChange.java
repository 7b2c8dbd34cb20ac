package io.github.fttp.core.train;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.Write;
import io.github.fttp.core.nn.LoraAdapter;
import io.github.fttp.core.nn.LowRank;
import io.github.fttp.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * How far training moves weights from where they were when this was made, to be scaled in the end. {@link #close} gives back
 * what was remembered.
 */
public interface WeightChange extends AutoCloseable {
    /** Sets the weights to {@code theta_0 + factor (theta - theta_0)}. */
    void scale(double factor);

    @Override
    void close();

    /** The change of these parameters, whose values are copied. */
    static WeightChange of(Engine engine, List<Parameter> parameters) {
        List<Tensor> before = new ArrayList<>();
        for (Parameter parameter : parameters) {
            Tensor copy = engine.pool().draw(parameter.value().shape());
            engine.copy(parameter.value(), copy);
            before.add(copy);
        }
        return new WeightChange() {
            @Override
            public void scale(double factor) {
                for (int i = 0; i < before.size(); i++) {
                    Tensor value = parameters.get(i).value();
                    engine.scale((float) factor, value, value, Write.SET);
                    engine.scale((float) (1 - factor), before.get(i), value, Write.ADD);
                }
            }

            @Override
            public void close() {
                before.forEach(Tensor::close);
                before.clear();
            }
        };
    }

    /**
     * The change that a trained adapter, which was new before the run, adds to its model: {@code B = factor B}, A stays,
     * but that it {@linkplain LowRank#settle settles}. Needs no copy.
     *
     * @throws IllegalArgumentException if the adapter can't be trained: with lengths of their own, -B is not the way back
     */
    static WeightChange of(Engine engine, LoraAdapter adapter) {
        adapter.requireTrainable();
        return new WeightChange() {
            @Override
            public void scale(double factor) {
                for (LowRank layer : adapter.layers()) {
                    layer.settle(engine);
                    Tensor b = layer.b().value();
                    engine.scale((float) factor, b, b, Write.SET);
                }
            }

            @Override
            public void close() {}
        };
    }

    /** Both together. */
    static WeightChange of(WeightChange one, WeightChange other) {
        return new WeightChange() {
            @Override
            public void scale(double factor) {
                one.scale(factor);
                other.scale(factor);
            }

            @Override
            public void close() {
                one.close();
                other.close();
            }
        };
    }
}
