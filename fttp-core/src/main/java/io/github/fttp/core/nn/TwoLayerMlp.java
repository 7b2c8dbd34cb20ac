package io.github.fttp.core.nn;

import io.github.fttp.core.autograd.Elementwise;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Activation;
import java.util.List;

/** {@code second(f(first(x)))}: CLIP's feed-forward part, LLaVA's projector. */
public final class TwoLayerMlp implements Layer {
    private final Linear first;
    private final Activation activation;
    private final Linear second;

    public TwoLayerMlp(Linear first, Activation activation, Linear second) {
        this.first = first;
        this.activation = activation;
        this.second = second;
    }

    /** CLIP's: {@code NAME.fc1} and {@code NAME.fc2}, with biases. */
    public static TwoLayerMlp clip(Weights weights, String name, int width, int inner, Activation activation) {
        return new TwoLayerMlp(
                Linear.withBias(weights, name + ".fc1", width, inner),
                activation,
                Linear.withBias(weights, name + ".fc2", inner, width));
    }

    /** {@code x [.., in]} to {@code [.., out]}. */
    @Override
    public Var forward(Tape tape, Var x) {
        return second.forward(tape, Elementwise.activate(tape, activation, first.forward(tape, x)));
    }

    @Override
    public List<Linear> parts() {
        return List.of(first, second);
    }
}
