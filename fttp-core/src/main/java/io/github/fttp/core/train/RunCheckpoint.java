package io.github.fttp.core.train;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.io.BadCheckpoint;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.io.Safetensors;
import io.github.fttp.core.optim.ParameterGroup;
import io.github.fttp.core.optim.Updates;
import io.github.fttp.core.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The state of a run between two steps in one safetensors file: parameters that train, the optimiser's state, how many steps
 * were made, and the settings, since going on with others would be another run. Everything random follows from seed and
 * step, so there is nothing else to keep. The file carries its own digest: one of which a bit is not as it was is refused.
 */
final class RunCheckpoint {
    private static final String STEPS = "fttp.steps";
    private static final String SETTINGS = "fttp.settings";
    private static final String REACHED = "fttp.reached";

    private RunCheckpoint() {}

    /** @param reached the run's goal, in words, where this step reached it: nothing is to be trained after it */
    static void write(
            Path file,
            List<ParameterGroup> groups,
            Updates updates,
            Map<String, String> settings,
            Optional<String> reached) {
        Map<String, String> notes = new HashMap<>();
        notes.put("format", "pt");
        notes.put(STEPS, String.valueOf(updates.steps()));
        notes.put(SETTINGS, Json.line(settings));
        reached.ifPresent(words -> notes.put(REACHED, words));
        Safetensors.writeSealed(file, tensors(groups, updates), notes);
    }

    /** How many steps the run made of which this is; one with other settings is refused, naming them. */
    static int steps(Path file, Map<String, String> settings) {
        return steps(file, intact(file), settings);
    }

    private static Safetensors intact(Path file) {
        Safetensors stored = Safetensors.open(file).requireIntact();
        if (stored.isSealed()) return stored;
        throw new BadCheckpoint(file, "has no digest of itself: not a checkpoint of a run, or a damaged one");
    }

    private static int steps(Path file, Safetensors stored, Map<String, String> settings) {
        Map<String, String> notes = stored.metadata();
        if (!notes.keySet().containsAll(Set.of(STEPS, SETTINGS))) {
            throw new BadCheckpoint(file, "is not a checkpoint of a run");
        }
        requireSame(file, notes.get(SETTINGS), settings);
        if (!notes.get(STEPS).matches("\\d{1,9}")) {
            throw new BadCheckpoint(
                    file, "__metadata__." + STEPS, "is " + notes.get(STEPS), "expected how many steps were made");
        }
        return Integer.parseInt(notes.get(STEPS));
    }

    private static void requireSame(Path file, String noted, Map<String, String> settings) {
        Map<String, String> was =
                Json.checkpoint(file, noted.getBytes(StandardCharsets.UTF_8)).texts();
        List<RunDifferences.Row> others = RunDifferences.of(was, settings).differing();
        if (others.isEmpty()) return;
        throw new BadCheckpoint(
                file,
                others.stream()
                        .map(each -> "with " + each.name() + " " + each.first() + ", this run has " + each.second())
                        .collect(Collectors.joining("; ", "was made ", "")));
    }

    /**
     * Fills parameters and state from the file; {@code updates} is then where it was.
     *
     * @return the run's goal, in words, if it was reached
     */
    static Optional<String> read(
            Path file, List<ParameterGroup> groups, Updates updates, Map<String, String> settings) {
        Safetensors stored = intact(file);
        int steps = steps(file, stored, settings);
        Map<String, Tensor> wanted = tensors(groups, updates);
        if (!stored.names().equals(wanted.keySet())) {
            throw new BadCheckpoint(
                    file,
                    "holds " + stored.names().size() + " tensors of other names than this run's " + wanted.size());
        }
        // All are checked before one is changed.
        wanted.forEach((name, tensor) -> {
            if (!stored.info(name).shape().equals(tensor.shape())) {
                throw new BadCheckpoint(
                        file,
                        "tensor " + name,
                        "has shape " + stored.info(name).shape(),
                        "this run's is " + tensor.shape());
            }
        });
        wanted.forEach((name, tensor) -> tensor.set(stored.floats(name)));
        updates.resumeAfter(steps);
        return Optional.ofNullable(stored.metadata().get(REACHED));
    }

    private static Map<String, Tensor> tensors(List<ParameterGroup> groups, Updates updates) {
        Map<String, Tensor> all = new LinkedHashMap<>();
        for (ParameterGroup group : groups) {
            for (Parameter parameter : group.parameters()) all.put("parameter." + parameter.name(), parameter.value());
        }
        updates.state().forEach((name, state) -> all.put("optimizer." + name, state));
        return all;
    }
}
