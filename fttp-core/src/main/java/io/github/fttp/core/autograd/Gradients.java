package io.github.fttp.core.autograd;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.Write;
import io.github.fttp.core.tensor.Tensor;
import java.util.function.Consumer;

/** Steps that the backwards of several operations share. */
final class Gradients {
    private Gradients() {}

    /** {@code dx = dy} or {@code dx += dy}. */
    static void pass(Engine engine, Tensor dy, Tensor dx, Write write) {
        if (write == Write.SET) engine.copy(dy, dx);
        else engine.add(dx, dy, dx);
    }

    /** For a kernel that can only overwrite: into {@code dx} itself where that is wanted, else by way of a copy. */
    static void overwriting(Engine engine, Tensor dx, Write write, Consumer<Tensor> kernel) {
        if (write == Write.SET) {
            kernel.accept(dx);
            return;
        }
        try (Tensor summand = engine.pool().draw(dx.shape())) {
            kernel.accept(summand);
            engine.add(dx, summand, dx);
        }
    }

    /** For a kernel that overwrites the gradients of several inputs at once, given to it in the order of the inputs. */
    static void together(Engine engine, Consumer<Tensor[]> kernel, Var... inputs) {
        collect(engine, kernel, inputs, new Tensor[inputs.length], 0);
    }

    /**
     * Opens one contribution inside of the other, and runs the kernel in the innermost. Where two inputs are the same
     * variable the outer one is overwritten by the kernel, and the inner one added to it afterwards.
     */
    private static void collect(Engine engine, Consumer<Tensor[]> kernel, Var[] inputs, Tensor[] into, int i) {
        if (i == inputs.length) {
            kernel.accept(into);
        } else if (inputs[i].wantsGradient()) {
            inputs[i].contribute((dx, write) -> overwriting(engine, dx, write, target -> {
                into[i] = target;
                collect(engine, kernel, inputs, into, i + 1);
            }));
        } else {
            try (Tensor unwanted = engine.pool().draw(inputs[i].shape())) {
                into[i] = unwanted;
                collect(engine, kernel, inputs, into, i + 1);
            }
        }
    }

    /** {@code [.., D]} as {@code [N, D]}. */
    static Tensor rows(Tensor x) {
        return x.reshape(x.shape().rows(), x.shape().dim(-1));
    }
}
