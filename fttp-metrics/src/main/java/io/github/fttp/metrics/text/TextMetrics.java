package io.github.fttp.metrics.text;

import io.github.fttp.metrics.Metric;
import io.github.fttp.metrics.MetricProvider;
import java.util.List;
import java.util.stream.Stream;

/** Supplies the metrics of models that answer questions. */
public final class TextMetrics implements MetricProvider {
    @Override
    public List<Metric<?>> metrics() {
        return Stream.of(AnswerMetrics.all(), KnowledgeMetrics.all(), TruthMetrics.all(), MembershipMetrics.all())
                .flatMap(List::stream)
                .toList();
    }
}
