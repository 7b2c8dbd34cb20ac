package io.github.fttp.diffusion.evaluate;

import io.github.fttp.diffusion.pipeline.LoadedPipeline;
import io.github.fttp.metrics.Likeness;
import io.github.fttp.metrics.statistics.Cosine;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** Names as the text encoders of a pipeline read them: the tokens of each, and the state at its last one. */
public final class NameStates {
    private final Map<String, Name> names;

    private record Name(int[] tokens, float[] state) {}

    private NameStates(Map<String, Name> names) {
        this.names = names;
    }

    /** Encodes each name alone. */
    public static NameStates of(LoadedPipeline model, Collection<String> names) {
        Map<String, Name> all = new LinkedHashMap<>();
        for (String each : names) all.put(each, new Name(model.tokenizers().name(each), model.lastState(each)));
        return new NameStates(all);
    }

    /** Leaves out of the states what all of them have in common, their mean: for many names of one kind. */
    public NameStates withoutMean() {
        float[] mean = new float[names.values().iterator().next().state().length];
        names.values().forEach(name -> {
            for (int i = 0; i < mean.length; i++) mean[i] += name.state()[i] / names.size();
        });
        Map<String, Name> all = new LinkedHashMap<>();
        names.forEach((each, name) -> {
            float[] state = name.state().clone();
            for (int i = 0; i < mean.length; i++) state[i] -= mean[i];
            all.put(each, new Name(name.tokens(), state));
        });
        return new NameStates(all);
    }

    /** Compares two of the names. */
    public Likeness likeness(String one, String other) {
        Name of = names.get(one);
        Name to = names.get(other);
        return Likeness.of(of.tokens(), to.tokens(), Cosine.of(of.state(), to.state()));
    }
}
