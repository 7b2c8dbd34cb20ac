package io.github.fttp.core.method;

import java.util.Map;

/**
 * The method of a run.
 *
 * @param settings by name, where the registry knows them
 * @param text stands in manifests and reports
 */
public record ChosenMethod<M extends UnlearningMethod>(M method, Map<String, String> settings, String text) {
    /** A method that a program made. */
    public static <M extends UnlearningMethod> ChosenMethod<M> of(M method) {
        return new ChosenMethod<>(method, Map.of(), method.toString());
    }

    /**
     * A method by its specification.
     *
     * @param method what {@link MethodSpec#method} gives, as the kind that the run needs
     */
    public static <M extends UnlearningMethod> ChosenMethod<M> of(MethodSpec spec, M method) {
        return new ChosenMethod<>(method, spec.settings(), spec.toString());
    }

    /** The method's name. */
    public String name() {
        return method.name();
    }

    @Override
    public String toString() {
        return text;
    }
}
