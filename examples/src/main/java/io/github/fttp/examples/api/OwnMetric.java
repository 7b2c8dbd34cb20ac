package io.github.fttp.examples.api;

import io.github.fttp.core.mask.Concept;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.MetricDefinition;
import io.github.fttp.metrics.Metrics;
import io.github.fttp.metrics.Observed;
import io.github.fttp.metrics.Requirement;
import io.github.fttp.metrics.statistics.Interval;
import io.github.fttp.metrics.text.TextObservation;
import io.github.fttp.mllm.llava.Llava;
import java.nio.file.Path;

/** Measures a LLaVA by a metric of one's own, beside all others: {@code MODEL conversations.json IMAGES "NAME" OUT}. */
public final class OwnMetric {
    private static final long SEED = 1;

    private OwnMetric() {}

    /** The mean number of words of an answer, with the interval of a bootstrap over answers. */
    private static Interval words(Observed<TextObservation> observed) {
        double[] counts = observed.now().answers().stream()
                .mapToDouble(answer -> answer.isBlank() ? 0 : answer.strip().split("\\s+").length)
                .toArray();
        return counts.length == 0 ? Interval.NONE : Interval.ofMean(counts, SEED);
    }

    public static void main(String... args) {
        Metrics.register(MetricDefinition.of(
                        TextObservation.class, "words of an answer", "How much the model says.", OwnMetric::words)
                .needs(Requirement.ANSWERS));
        try (Llava llava = Llava.open(Path.of(args[0]))) {
            llava.evaluate(Concept.of(args[3]))
                    .on(DataSet.FORGET, Path.of(args[1]), Path.of(args[2]))
                    .run()
                    .write(Path.of(args[4]));
        }
    }
}
