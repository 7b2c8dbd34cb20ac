package io.github.fttp.metrics.sweep;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.Json;
import io.github.fttp.metrics.compare.ComparedModel;
import io.github.fttp.metrics.compare.ComparisonTask;
import io.github.fttp.metrics.compare.Environment;
import io.github.fttp.metrics.conceptworld.WorldSize;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A model of a few numbers, with tasks to match. */
public record StubModel(ComparisonTask task, Path path) implements ComparedModel {
    /** Two concepts to choose settings on, three to report; a method fails, the others train for some steps. */
    static StubModel training(int steps, int seeds) {
        return training(steps, seeds, Path.of(""));
    }

    /** @param path of its folder */
    public static StubModel training(int steps, int seeds, Path path) {
        return of(path, 5, 2, seeds, """
                {"id": "two", "method": "fttp", "steps": %1$d, "rates": [0.1, 0.2]},
                {"id": "one", "method": "ga", "steps": %1$d, "rates": [0.3]},
                {"id": "fails", "method": "ga", "name": "fails", "steps": %1$d, "rates": [0.1]}""".formatted(steps));
    }

    /** Cells that take no time: of each method one for each concept and seed, and those of the untouched model. */
    static StubModel idle(int methods, int concepts, int seeds) {
        return of(
                Path.of(""),
                concepts,
                0,
                seeds,
                IntStream.range(0, methods)
                        .mapToObj(i ->
                                "{\"id\": \"m" + i + "\", \"name\": \"m" + i + "\", \"method\": \"ga\", \"steps\": 0}")
                        .collect(Collectors.joining(", ")));
    }

    private static StubModel of(Path path, int concepts, int validation, int seeds, String methods) {
        String names = WorldSize.SMALL.cast().characters().stream()
                .limit(concepts)
                .map(each -> "{\"id\": \"" + each.name() + "\", \"name\": \"" + each.name() + "\"}")
                .collect(Collectors.joining(", "));
        String chosenOn = WorldSize.SMALL.cast().characters().stream()
                .limit(validation)
                .map(each -> '"' + each.name() + '"')
                .collect(Collectors.joining(", "));
        String json = """
                {"modality": "text", "world": {}, "concepts": [%s], "validation": [%s], "methods": [%s], "seeds": %d}""".formatted(names, chosenOn, methods, seeds);
        Path place = Path.of("").toAbsolutePath();
        Json task = Json.data(place.resolve("task.json"), json.getBytes(StandardCharsets.UTF_8));
        return new StubModel(ComparisonTask.read(task, place), path.toAbsolutePath());
    }

    @Override
    public Map<String, String> dependencies() {
        return task.dependencies();
    }

    @Override
    public long bytes() {
        return 1;
    }

    @Override
    public Environment open(Supplier<Engine> engine) {
        return new StubEnvironment(task, engine.get());
    }
}
