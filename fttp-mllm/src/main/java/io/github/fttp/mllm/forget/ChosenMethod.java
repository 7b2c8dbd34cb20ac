package io.github.fttp.mllm.forget;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.method.MethodSpec;
import io.github.fttp.core.method.TrainingMethod;
import java.util.Map;

/**
 * How is forgotten.
 *
 * @param settings by name, where the registry knows them
 * @param text stands in manifests and reports
 */
record ChosenMethod(TrainingMethod method, Map<String, String> settings, String text) {
    static ChosenMethod of(TrainingMethod method) {
        return new ChosenMethod(method, Map.of(), method.toString());
    }

    static ChosenMethod of(MethodSpec spec) {
        if (spec.method() instanceof TrainingMethod method) {
            return new ChosenMethod(method, spec.settings(), spec.toString());
        }
        throw new BadData("method " + spec, "trains nothing, so that no language model can run it");
    }

    @Override
    public String toString() {
        return text;
    }
}
