package io.github.fttp.metrics.benchmark;

import static io.github.fttp.metrics.Requirement.ANSWERS;
import static io.github.fttp.metrics.Requirement.BEFORE;
import static io.github.fttp.metrics.Requirement.QUESTIONS;

import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.Direction;
import io.github.fttp.metrics.Measurement;
import io.github.fttp.metrics.MetricDefinition;
import io.github.fttp.metrics.statistics.Interval;
import io.github.fttp.metrics.text.QuestionReading;
import io.github.fttp.metrics.text.Rouge;
import io.github.fttp.metrics.text.TextObservation;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** MMUBench's figures that set the model beside the one before, question by question. */
final class MmuMetrics {
    static final String DISTANCE = "distance of the names' probabilities";
    static final String MEMBERSHIP = "rouge-l of questions that both know alike";
    private static final String SOURCE = "Li et al. 2024 (MMUBench)";

    private static final long SEED = 1;
    /** Probabilities count as at least this. */
    private static final double LEAST = 1e-10;
    /** Share of a question's tokens, the least likely ones, by which it is known. */
    private static final double LOWEST = 0.4;
    /** A question is known alike where the means of its lowest log probabilities are within this factor. */
    private static final double ALIKE = 1.15;
    /** Recall up to this counts as none. */
    private static final double RECALLED = 0.1;

    private MmuMetrics() {}

    /**
     * C-Dis: {@code |sum over positions of p0 log(p0 / p)|} of the first token of each name, a mean over names and
     * questions. Source: {@code tokennewdistance.py}, which takes hand-made words beside the names, and one question.
     */
    static MetricDefinition<TextObservation> distance() {
        return MetricDefinition.of(
                        TextObservation.class,
                        DISTANCE,
                        "How far the names' first tokens are from where they were, over all positions of the questions.",
                        seen -> {
                            TextObservation now = seen.now();
                            TextObservation then = seen.then();
                            return mean(IntStream.range(0, now.questions().size())
                                    .mapToDouble(i -> distance(
                                            then.questions().get(i),
                                            now.questions().get(i)))
                                    .toArray());
                        })
                .needs(QUESTIONS, BEFORE)
                .source("C-Dis; " + SOURCE)
                .better(Direction::ofIgnorance);
    }

    static double distance(QuestionReading before, QuestionReading now) {
        return IntStream.range(0, before.names().length)
                .mapToDouble(i -> Math.abs(divergence(before.names()[i], now.names()[i])))
                .average()
                .orElseThrow();
    }

    private static double divergence(double[] before, double... now) {
        double sum = 0;
        for (int t = 0; t < before.length; t++) {
            double p0 = Math.max(LEAST, before[t]);
            sum += p0 * Math.log(p0 / Math.max(LEAST, now[t]));
        }
        return sum;
    }

    /**
     * The share of answers before that is in those now, of questions that the model knows as it did before: mean ROUGE-L
     * recall above a tenth. Source: {@code mia.py} and {@code rougecompute.py}; there a token's probability is read at its
     * own position, unshifted.
     *
     * @param on the set of such questions
     */
    static MetricDefinition<TextObservation> membership(DataSet on) {
        return MetricDefinition.of(
                        TextObservation.class,
                        MEMBERSHIP,
                        "How much of what the model said before it says now, where it knows the question as it did.",
                        seen -> seen.set().equals(on) ? membership(seen.then(), seen.now()) : Interval.NONE)
                .needs(QUESTIONS, BEFORE, ANSWERS)
                .source("membership inference; " + SOURCE)
                .kind(Measurement.Kind.SHARE)
                .better(Direction::ofKnowledge);
    }

    static Interval membership(TextObservation then, TextObservation now) {
        return mean(IntStream.range(0, now.answers().size())
                .filter(i -> alike(then.questions().get(i), now.questions().get(i)))
                .mapToDouble(i ->
                        Rouge.l(then.answers().get(i), now.answers().get(i)).recall())
                .filter(recall -> recall > RECALLED)
                .toArray());
    }

    private static boolean alike(QuestionReading before, QuestionReading now) {
        double ratio = lowest(before) / lowest(now);
        return 1 / ALIKE < ratio && ratio < ALIKE;
    }

    private static double lowest(QuestionReading of) {
        return DoubleStream.of(of.words())
                .sorted()
                .limit((int) (of.words().length * LOWEST))
                .average()
                .orElse(Double.NaN);
    }

    private static Interval mean(double... values) {
        return Interval.ofMean(values, SEED);
    }
}
