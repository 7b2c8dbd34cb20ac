package io.github.fttp.metrics.benchmark;

import io.github.fttp.core.io.BadData;
import java.nio.file.Path;
import java.util.List;

/**
 * A request to a benchmark.
 *
 * @param data folder in the layout of the public data
 * @param forget which part is to be forgotten, see {@link Benchmark#forgets}; empty for the benchmark's default
 * @param seed of what the benchmark leaves to chance: which examples, images and questions
 * @param examples whether prompts hold answered examples where the benchmark's own do
 */
public record BenchmarkRequest(Path data, String forget, long seed, boolean examples) {
    /** The first seed, with examples. */
    public static BenchmarkRequest of(Path data, String forget) {
        return new BenchmarkRequest(data, forget, 1, true);
    }

    /** Gives the name of a concept, which must be asked for. */
    String named() {
        if (!forget.isBlank()) return forget;
        throw new BadData("part to forget", "is not given, expected the name of the concept");
    }

    /** Gives which of some parts is to be forgotten, the first by default. */
    String oneOf(List<String> parts) {
        if (forget.isEmpty()) return parts.get(0);
        if (parts.contains(forget)) return forget;
        throw new BadData("part to forget", "is \"" + forget + "\", expected one of " + String.join(", ", parts));
    }
}
