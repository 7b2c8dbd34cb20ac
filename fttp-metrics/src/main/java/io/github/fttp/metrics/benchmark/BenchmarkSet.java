package io.github.fttp.metrics.benchmark;

import io.github.fttp.core.io.Json;
import io.github.fttp.metrics.DataSet;
import java.nio.file.Path;
import java.util.List;

/**
 * The questions of one data set.
 *
 * @param answerTokens an answer has at most
 */
public record BenchmarkSet(DataSet set, List<BenchmarkQuestion> questions, int answerTokens) {
    public BenchmarkSet {
        questions = List.copyOf(questions);
    }

    /** Gives it with names where it is of what is to be forgotten, else without. */
    BenchmarkSet naming() {
        if (set.role().forgets()) return this;
        return new BenchmarkSet(
                set, questions.stream().map(BenchmarkQuestion::ofNobody).toList(), answerTokens);
    }

    /** The name of its file in a {@link BenchmarkFolder}. */
    public String file() {
        return set.name().replaceAll("[^A-Za-z0-9]+", "-") + ".json";
    }

    /** Writes questions in LLaVA's layout. */
    static void write(Path file, List<BenchmarkQuestion> questions) {
        Json.write(file, questions.stream().map(BenchmarkQuestion::json).toList());
    }
}
