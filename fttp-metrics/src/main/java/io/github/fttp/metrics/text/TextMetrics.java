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
    /** The model's probability of a token that names the concept. */
    public static final String CONCEPTUAL_KNOWLEDGE = "conceptual knowledge";
    /** The model's probability of the other tokens of answers. */
    public static final String NATURAL_KNOWLEDGE = "natural knowledge";
    /** Share of answers that do not name the concept. */
    public static final String FORGET_RATE = "forget rate";

    /** Conceptual and natural knowledge, as they are followed along a run: by the losses of tokens alone. */
    public static List<Metric<TextObservation>> knowledge() {
        return Metrics.select(
                TextObservation.class,
                List.of(CONCEPTUAL_KNOWLEDGE, NATURAL_KNOWLEDGE, "perplexity of the rest"),
                Set.of(Requirement.TOKEN_LOSSES));
    }

    @Override
    public List<Metric<?>> metrics() {
        return Stream.of(AnswerMetrics.all(), KnowledgeMetrics.all(), TruthMetrics.all(), MembershipMetrics.all())
                .flatMap(List::stream)
                .toList();
    }
}
