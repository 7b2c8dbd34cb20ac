package io.github.fttp.metrics.text;

import io.github.fttp.metrics.Metric;
import io.github.fttp.metrics.MetricProvider;
import io.github.fttp.metrics.Metrics;
import io.github.fttp.metrics.Requirement;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Supplies the metrics of models that answer questions. */
public final class TextMetrics implements MetricProvider {
    /** Conceptual and natural knowledge, as they are followed along a run: by the losses of tokens alone. */
    public static List<Metric<TextObservation>> knowledge() {
        return Metrics.select(
                TextObservation.class,
                List.of("conceptual knowledge", "natural knowledge", "perplexity of the rest"),
                Set.of(Requirement.TOKEN_LOSSES));
    }

    @Override
    public List<Metric<?>> metrics() {
        return Stream.of(AnswerMetrics.all(), KnowledgeMetrics.all(), TruthMetrics.all(), MembershipMetrics.all())
                .flatMap(List::stream)
                .toList();
    }
}
