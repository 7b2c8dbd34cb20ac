package io.github.fttp.metrics.benchmark;

import io.github.fttp.metrics.Direction;
import io.github.fttp.metrics.Measurement;
import io.github.fttp.metrics.Metric;
import io.github.fttp.metrics.Observed;
import io.github.fttp.metrics.Requirement;
import io.github.fttp.metrics.Role;
import io.github.fttp.metrics.statistics.Interval;
import io.github.fttp.metrics.text.TextObservation;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The mean score that a judge gives the answers of a set.
 *
 * @param sets labels of those that are judged
 * @param judge who does; nothing can be measured without
 */
record JudgedAnswers(
        String name, String source, double least, double most, Predicate<String> sets, Optional<AnswerJudge> judge)
        implements Metric<TextObservation> {
    private static final long SEED = 1;

    @Override
    public String description() {
        return "How good a judge finds the answers, from " + least + " to " + most + ".";
    }

    @Override
    public Class<TextObservation> observes() {
        return TextObservation.class;
    }

    @Override
    public Set<Requirement> needs() {
        return judge.isPresent() ? EnumSet.of(Requirement.ANSWERS) : EnumSet.of(Requirement.ANSWERS, Requirement.JUDGE);
    }

    @Override
    public Measurement.Kind kind() {
        return Measurement.Kind.PLAIN;
    }

    @Override
    public Direction better(Role role) {
        return Direction.ofKnowledge(role);
    }

    @Override
    public Interval measure(Observed<TextObservation> observed) {
        TextObservation now = observed.now();
        if (!sets.test(observed.set().label()) || now.samples().isEmpty()) return Interval.NONE;
        List<AnswerJudge.Item> items = new ArrayList<>();
        for (int i = 0; i < now.samples().size(); i++) {
            items.add(new AnswerJudge.Item(
                    now.samples().get(i).id(),
                    now.samples().get(i).question(),
                    now.samples().get(i).answer(),
                    now.answers().get(i),
                    least,
                    most));
        }
        double[] scores = judge.orElseThrow().scores(items).stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
        return Interval.ofMean(scores, SEED);
    }
}
