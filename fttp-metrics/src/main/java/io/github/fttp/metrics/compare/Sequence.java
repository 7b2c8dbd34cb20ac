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
 * Requests to forget that come one after the other: each is followed on the model that the one before left, and then everything is
 * measured, all that was asked for so far and all the rest.
 *
 * @param environment with the model as it was; its model has changed afterwards
 * @param requests ids of concepts in the order in which they are to be forgotten
 * @param rest ids of concepts that nobody asks to forget
 * @param budget how much is asked after each request
 */
public record Sequence(Environment environment, List<String> requests, List<String> rest, Budget budget) {

    /**
     * Forgets by one method.
     *
     * @param resumption of each request, in a folder where nothing is
     * @return a stage for each request; empty if it was asked to stop. Weights that are no numbers end the sequence: then everything
     *     counts as gone
     */
    public Optional<List<Stage>> run(ComparedMethod method, Setting setting, Supplier<Resumption> resumption) {
        Map<String, Outcome> before = measured(resumption.get());
        List<Stage> stages = new ArrayList<>();
        for (String request : requests) {
            Trial trial = new Trial(environment.modality(), method.id(), setting, request, 0, budget);
            try {
                if (!environment.change(trial, resumption.get())) return Optional.empty();
            } catch (Diverged e) {
                stages.add(stage(method, stages.size() + 1, concept -> 1));
                return Optional.of(stages);
            }
            Map<String, Outcome> now = measured(resumption.get());
            stages.add(stage(
                    method,
                    stages.size() + 1,
                    concept -> environment.forgetting(before.get(concept), now.get(concept))));
        }
        return Optional.of(stages);
    }

    /** Measures what the model as it is knows of each concept. */
    private Map<String, Outcome> measured(Resumption resumption) {
        Map<String, Outcome> measured = new HashMap<>();
        Stream.concat(requests.stream(), rest.stream()).forEach(concept -> environment
                .run(Trial.before(environment.modality(), concept, budget), resumption)
                .ifPresent(run -> measured.put(concept, run.outcome())));
        return measured;
    }

    private Stage stage(ComparedMethod method, int number, ToDoubleFunction<String> forgetting) {
        List<String> others = new ArrayList<>(requests.subList(number, requests.size()));
        others.addAll(rest);
        return new Stage(
                method.id(),
                method.name(),
                number,
                requests.get(number - 1),
                mean(requests.subList(0, number), forgetting),
                mean(others, concept -> 1 - forgetting.applyAsDouble(concept)));
    }

    private static Interval mean(List<String> concepts, ToDoubleFunction<String> value) {
        return Summary.mean(concepts.stream().mapToDouble(value).toArray());
    }
}
