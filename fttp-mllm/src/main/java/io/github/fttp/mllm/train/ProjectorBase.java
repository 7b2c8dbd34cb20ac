package io.github.fttp.mllm.train;

import io.github.fttp.core.autograd.Parameter;
import java.util.List;
import java.util.function.Supplier;

/** A projector as it was before it trained: with it and without the adapter the model is the base model. */
final class ProjectorBase {
    private final List<Parameter> parameters;
    private final List<float[]> values;

    private ProjectorBase(List<Parameter> parameters, List<float[]> values) {
        this.parameters = parameters;
        this.values = values;
    }

    /** The base of a model whose projector stays as it is. */
    static ProjectorBase none() {
        return new ProjectorBase(List.of(), List.of());
    }

    /** Keeps what these parameters are now. */
    static ProjectorBase of(List<Parameter> parameters) {
        return new ProjectorBase(parameters, now(parameters));
    }

    private static List<float[]> now(List<Parameter> parameters) {
        return parameters.stream().map(parameter -> parameter.value().toArray()).toList();
    }

    /** Runs something with the projector as it was. */
    <T> T during(Supplier<T> compute) {
        List<float[]> trained = now(parameters);
        set(values);
        try {
            return compute.get();
        } finally {
            set(trained);
        }
    }

    private void set(List<float[]> to) {
        for (int i = 0; i < parameters.size(); i++) parameters.get(i).value().set(to.get(i));
    }
}
