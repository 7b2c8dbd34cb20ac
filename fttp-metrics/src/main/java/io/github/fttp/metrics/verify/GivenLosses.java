package io.github.fttp.metrics.verify;

import io.github.fttp.core.mask.Concept;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.Metrics;
import io.github.fttp.metrics.Observations;
import io.github.fttp.metrics.Observed;
import io.github.fttp.metrics.text.TextObservation;
import io.github.fttp.metrics.text.TextObservation.Rivals;
import io.github.fttp.metrics.text.TextSample;
import io.github.fttp.metrics.text.TokenReadings;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Answers of which the tokens' losses are given, measured by the metrics that evaluations report. */
record GivenLosses(List<TokenReadings> readings, List<Rivals> rivals) {
    /** Takes the losses of the tokens of each answer; none of them carries a concept. */
    static GivenLosses of(List<double[]> answers) {
        return of(answers, answers.stream().map(each -> new double[each.length]).toList());
    }

    /**
     * Takes the losses of the tokens of each answer.
     *
     * @param masks above 0 for a token that carries the concept
     */
    static GivenLosses of(List<double[]> answers, List<double[]> masks) {
        return new GivenLosses(
                IntStream.range(0, answers.size())
                        .mapToObj(i -> reading(answers.get(i), masks.get(i)))
                        .toList(),
                List.of());
    }

    /**
     * Takes the mean losses of the answers to each question.
     *
     * @param right one a question
     * @param wrong several a question
     */
    static GivenLosses ofMeans(double[] right, List<double[]> wrong) {
        return new GivenLosses(
                DoubleStream.of(right).mapToObj(GivenLosses::oneToken).toList(),
                wrong.stream()
                        .map(losses -> new Rivals(
                                List.of(),
                                DoubleStream.of(losses)
                                        .mapToObj(GivenLosses::oneToken)
                                        .toList()))
                        .toList());
    }

    private static TokenReadings oneToken(double loss) {
        return reading(new double[] {loss}, new double[1]);
    }

    private static TokenReadings reading(double[] losses, double[] mask) {
        boolean[] concept = new boolean[losses.length];
        for (int i = 0; i < concept.length; i++) concept[i] = mask[i] > 0;
        return new TokenReadings(
                new int[losses.length],
                losses,
                new int[losses.length],
                concept,
                new double[losses.length],
                new double[losses.length]);
    }

    /** Measures them all together. */
    double measured(String metric, DataSet set) {
        return measured(metric, set, Observations.none(Concept.of("none")));
    }

    /**
     * Measures them all together, in comparison.
     *
     * @param reference losses of a model that never saw what is to be forgotten
     */
    double measured(String metric, DataSet set, GivenLosses reference) {
        return measured(metric, set, reference.observed(set));
    }

    private double measured(String metric, DataSet set, Observations<TextObservation> reference) {
        Observations<TextObservation> now = observed(set);
        return Metrics.named(TextObservation.class, metric)
                .measure(new Observed<>(set, now, Observations.none(now.concept()), reference))
                .value();
    }

    private Observations<TextObservation> observed(DataSet set) {
        List<TextSample> samples = IntStream.range(0, readings.size())
                .mapToObj(i -> TextSample.of(String.valueOf(i), "", ""))
                .toList();
        TextObservation all = new TextObservation(samples, List.of(), readings, rivals, List.of());
        return new Observations<>(Concept.of("none"), Map.of(set, all));
    }

    /** Measures each alone. */
    double[] measuredEach(String metric, DataSet set) {
        return readings.stream()
                .mapToDouble(each -> new GivenLosses(List.of(each), List.of()).measured(metric, set))
                .toArray();
    }
}
