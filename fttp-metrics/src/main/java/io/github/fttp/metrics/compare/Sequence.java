package io.github.fttp.metrics.compare;

import io.github.fttp.core.train.Diverged;
import io.github.fttp.core.train.Resumption;
import io.github.fttp.metrics.statistics.Interval;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * Requests to forget that come one after the other: each is followed on the model that the one before left, and then it is measured
 * how much is known of all that was asked for so far and of all the rest.
 *
 * @param comparison with the model as it was in its environment; it has changed afterwards
 * @param requests ids of concepts in the order in which they are to be forgotten
 * @param rest ids of concepts that nobody asks to forget
 */
public record Sequence(Comparison comparison, List<String> requests, List<String> rest) {

    /**
     * Forgets by one method.
     *
     * @param resumption of each request, in a folder where nothing is
     * @return a stage for each request; empty if it was asked to stop. Weights that are no numbers end the sequence: then
     *     everything counts as gone
     * @throws io.github.fttp.core.io.BadData if the model as it was does not know a concept
     */
    public Optional<List<Stage>> run(ComparedMethod method, Setting setting, Supplier<Resumption> resumption) {
        Environment environment = comparison.environment();
        Map<String, Outcome> before = known();
        before.values().forEach(comparison::requireKnown);
        List<Stage> stages = new ArrayList<>();
        for (String request : requests) {
            Trial trial = new Trial(environment.modality(), method.id(), setting, request, 0, comparison.budget());
            try {
                if (!environment.change(trial, resumption.get())) return Optional.empty();
            } catch (Diverged e) {
                stages.add(stage(method, stages.size() + 1, concept -> 1, concept -> 0));
                return Optional.of(stages);
            }
            Map<String, Outcome> now = known();
            stages.add(stage(
                    method,
                    stages.size() + 1,
                    concept -> environment.forgetting(before.get(concept), now.get(concept)),
                    concept -> environment.left(before.get(concept), now.get(concept))));
        }
        return Optional.of(stages);
    }

    /** Measures what the model as it is knows of each concept. */
    private Map<String, Outcome> known() {
        Map<String, Outcome> known = new HashMap<>();
        Stream.concat(requests.stream(), rest.stream())
                .forEach(concept -> known.put(concept, comparison.environment().known(comparison.before(concept))));
        return known;
    }

    private Stage stage(
            ComparedMethod method, int number, ToDoubleFunction<String> forgetting, ToDoubleFunction<String> left) {
        List<String> others = new ArrayList<>(requests.subList(number, requests.size()));
        others.addAll(rest);
        return new Stage(
                method.id(),
                method.name(),
                number,
                requests.get(number - 1),
                mean(requests.subList(0, number), forgetting),
                mean(others, left));
    }

    private static Interval mean(List<String> concepts, ToDoubleFunction<String> value) {
        return Summary.mean(concepts.stream().mapToDouble(value).toArray());
    }
}
