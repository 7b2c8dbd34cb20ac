package io.github.fttp.core.nn;

import io.github.fttp.core.autograd.Parameter;
import java.util.List;
import java.util.stream.Stream;

/**
 * A part of a model: owns parameters and other parts. Parameters carry their full name in the checkpoint, and so does a
 * {@link Linear} layer.
 */
public interface Module extends AutoCloseable {
    /** The parts it is made of, in the order of the forward pass. */
    default List<? extends Module> parts() {
        return List.of();
    }

    /** Parameters that belong to it and to none of its parts. */
    default List<Parameter> own() {
        return List.of();
    }

    /** All parameters of it and its parts, each once. Those of attached adapters are not among them. */
    default List<Parameter> parameters() {
        return modules().flatMap(module -> module.own().stream()).distinct().toList();
    }

    /** The linear layers in it, which adapters can be attached to. */
    default List<Linear> linears() {
        return modules()
                .filter(Linear.class::isInstance)
                .map(Linear.class::cast)
                .toList();
    }

    /** It, its parts, and theirs. */
    default Stream<Module> modules() {
        return Stream.concat(Stream.of(this), parts().stream().flatMap(Module::modules));
    }

    /** Gives back the memory of all parameters. */
    @Override
    default void close() {
        parameters().forEach(Parameter::close);
    }
}
