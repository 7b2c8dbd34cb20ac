package io.github.fttp.core.method;

import io.github.fttp.core.Check;
import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.Write;
import io.github.fttp.core.nn.LoraAdapter;
import io.github.fttp.core.nn.LowRank;
import io.github.fttp.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Negation of a task vector (Ilharco et al. 2023): {@code theta = theta_0 - scale (theta_ft - theta_0)}, where {@code
 * theta_ft} is what {@link GradientDescent} on the forget data makes of {@code theta_0}. Not a loss, but arithmetic on weights
 * after such a run.
 *
 * <pre>{@code
 * try (TaskVector vector = TaskVector.from(engine, parameters)) {   // remembers theta_0
 *     Unlearner.of(trainee).method(new GradientDescent())...forget(samples);
 *     vector.negate(1);
 * }
 * }</pre>
 *
 * <p>With a LoRA adapter that was new before the run {@code theta_0} is the model without it: {@link #negate(Engine,
 * LoraAdapter, double)} needs no copy.
 */
public final class TaskVector implements AutoCloseable {
    private final Engine engine;
    private final List<Parameter> parameters;
    private final List<Tensor> before = new ArrayList<>();

    private TaskVector(Engine engine, List<Parameter> parameters) {
        this.engine = engine;
        this.parameters = List.copyOf(parameters);
    }

    /** Copies the values as they are now; {@link #close} gives that memory back. */
    public static TaskVector from(Engine engine, List<Parameter> parameters) {
        TaskVector vector = new TaskVector(engine, parameters);
        for (Parameter parameter : parameters) {
            Tensor copy = engine.pool().draw(parameter.value().shape());
            engine.copy(parameter.value(), copy);
            vector.before.add(copy);
        }
        return vector;
    }

    /**
     * Sets each parameter to {@code theta_0 - scale (theta - theta_0)}.
     *
     * @param scale at least 0; 1 unless searched for, 0 is the model as it was
     */
    public void negate(double scale) {
        Check.finiteAtLeast(0, scale, "scale of the task vector");
        for (int i = 0; i < before.size(); i++) {
            Tensor value = parameters.get(i).value();
            engine.scale((float) -scale, value, value, Write.SET);
            engine.scale((float) (1 + scale), before.get(i), value, Write.ADD);
        }
    }

    /**
     * Turns round what a trained adapter adds to its model: {@code B = -scale B}, A stays.
     *
     * @param scale at least 0; 1 unless searched for, 0 is the model without the adapter
     */
    public static void negate(Engine engine, LoraAdapter adapter, double scale) {
        Check.finiteAtLeast(0, scale, "scale of the task vector");
        adapter.requireTrainable(); // with lengths of their own, -B is not the way back
        for (LowRank layer : adapter.layers()) {
            Tensor b = layer.b().value();
            engine.scale((float) -scale, b, b, Write.SET);
        }
    }

    @Override
    public void close() {
        before.forEach(Tensor::close);
        before.clear();
    }
}
