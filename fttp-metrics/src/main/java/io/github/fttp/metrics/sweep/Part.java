package io.github.fttp.metrics.sweep;

import io.github.fttp.core.io.Json;
import io.github.fttp.core.train.Platform;
import io.github.fttp.metrics.compare.ComparedMethod;
import io.github.fttp.metrics.compare.ComparedModel;
import io.github.fttp.metrics.compare.Environment;
import java.util.Map;
import java.util.TreeMap;

/**
 * A model of a sweep with its task, the only one of its modality.
 *
 * @param dependencies all that its results depend on beside the trial and its method
 */
record Part(ComparedModel model, SweepSettings settings, Map<String, String> dependencies) {
    String modality() {
        return model.task().modality().toString();
    }

    /** Platform that computes here. */
    Platform platform() {
        return Platform.of(dependencies.get("engine"), settings.threads());
    }

    /** Digest of the dependencies. */
    String depends() {
        return SweepCell.digest(Json.line(dependencies));
    }

    /** All that results depend on, with the methods that an environment of it has. */
    Map<String, String> dependencies(Environment environment) {
        Map<String, String> all = new TreeMap<>(dependencies);
        for (ComparedMethod each : environment.methods()) all.put(modality() + ", method " + each.id(), each.how());
        return all;
    }

    /** Opens an environment with an engine of its own, as the settings have it. */
    Environment open() {
        return settings.onThreads(() -> model.open(settings.engine()::open));
    }
}
