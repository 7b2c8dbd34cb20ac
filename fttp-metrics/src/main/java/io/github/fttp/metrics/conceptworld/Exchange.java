package io.github.fttp.metrics.conceptworld;

import io.github.fttp.core.mask.Concept;

/** A question and its true answer. */
public record Exchange(Topic topic, LabelledText question, LabelledText answer) {
    /** Whether another answer says the facts that the true one says. */
    public boolean saysFacts(String other) {
        return answer.facts().stream()
                .map(span -> answer.text().substring(span.start(), span.end()))
                .allMatch(fact -> !Concept.of(fact).occurrences(other).isEmpty());
    }
}
