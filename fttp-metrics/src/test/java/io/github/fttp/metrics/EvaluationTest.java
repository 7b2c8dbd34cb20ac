package io.github.fttp.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.mask.Concept;
import io.github.fttp.metrics.image.ImageObservation;
import io.github.fttp.metrics.statistics.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EvaluationTest {
    private static final Metric<Lengths> MEAN = MetricDefinition.of(
                    Lengths.class,
                    "mean",
                    "Mean length.",
                    seen -> Interval.ofMean(seen.now().values(), 1))
            .better(Direction::ofKnowledge);
    private static final Metric<Lengths> CHANGE = MetricDefinition.of(
                    Lengths.class,
                    "change",
                    "How much longer than before.",
                    seen -> new Interval(seen.now().values()[0] - seen.then().values()[0], Double.NaN, Double.NaN, 1))
            .needs(Requirement.BEFORE)
            .on(Role.FORGET);
    private static final Metric<Lengths> SETS = MetricDefinition.of(
                    Lengths.class,
                    "sets",
                    "How many sets there are.",
                    seen -> new Interval(seen.model().bySet().size(), Double.NaN, Double.NaN, 1))
            .on(Role.OVERALL);

    /** An observation of what the model makes of numbers. */
    private record Lengths(List<Double> samples, double... values) implements Observation {}

    /** A model that multiplies. */
    private record Multiplier(double factor, List<Set<Requirement>> asked) implements Subject<double[], Lengths> {
        @Override
        public Concept concept() {
            return Concept.of("Mira Volk");
        }

        @Override
        public Lengths observe(double[] data, Set<Requirement> what) {
            asked.add(what);
            double[] values = data.clone();
            for (int i = 0; i < values.length; i++) values[i] *= factor;
            return new Lengths(DoubleStream.of(data).boxed().toList(), values);
        }
    }

    private static Multiplier by(double factor) {
        return new Multiplier(factor, new ArrayList<>());
    }

    private static Evaluation<double[], Lengths> evaluation() {
        return Evaluation.<double[], Lengths>of(List.of(MEAN, CHANGE, SETS))
                .on(DataSet.FORGET, new double[] {1, 3})
                .on(DataSet.parse("natural:animals"), new double[] {5})
                .on(DataSet.UNSEEN, new double[] {7});
    }

    @Test
    void measuresEachMetricOnTheSetsOfItsRoles() {
        Measurements measured = evaluation().measure(by(2));

        assertThat(measured.bySet().keySet())
                .extracting(DataSet::name)
                .containsExactly("forget", "natural:animals", "overall");
        Measurement mean = measured.of(DataSet.FORGET, "mean").orElseThrow();
        assertThat(mean.value()).isEqualTo(4); // (2 * 1 + 2 * 3) / 2
        assertThat(mean.samples()).isEqualTo(2);
        assertThat(mean.better()).isEqualTo(Direction.LOWER);
        assertThat(measured.of(DataSet.parse("natural:animals"), "mean")
                        .orElseThrow()
                        .better())
                .isEqualTo(Direction.HIGHER);
        assertThat(measured.of(DataSet.OVERALL, "sets").orElseThrow().value()).isEqualTo(3);
    }

    @Test
    void comparesWithTheModelBeforeOnlyWhereThatIsKnown() {
        Evaluation<double[], Lengths> evaluation = evaluation();
        Observations<Lengths> before = evaluation.observe(by(2));
        Observations<Lengths> after = evaluation.observe(by(5));

        assertThat(evaluation.measure(after).of(DataSet.FORGET, "change")).isEmpty();
        assertThat(evaluation
                        .measure(after, before)
                        .of(DataSet.FORGET, "change")
                        .orElseThrow()
                        .value())
                .isEqualTo(3); // 5 * 1 - 2 * 1
    }

    @Test
    void comparesTheSameSamplesOnly() {
        Observations<Lengths> now = evaluation().observe(by(2));
        Observations<Lengths> more = observed(1.0, 3.0, 4.0);
        assertThatThrownBy(() -> evaluation().measure(now, more))
                .hasMessage("the model before was observed on other samples of forget: 3, expected the same 2");
        assertThatThrownBy(() -> evaluation().measure(now, Observations.none(now.concept()), observed(3.0, 1.0)))
                .hasMessage(
                        "the reference model was observed on other samples of forget: as many, but others or in another"
                                + " order");
    }

    @Test
    void measuresWhatSomebodyObservedOtherwise() {
        Measurements measured = Evaluation.<double[], Lengths>of(List.of(MEAN)).measure(observed(1.0, 3.0));
        assertThat(measured.of(DataSet.FORGET, "mean").orElseThrow().value()).isEqualTo(2);
    }

    private static Observations<Lengths> observed(Double... samples) {
        double[] values = Stream.of(samples).mapToDouble(Double::doubleValue).toArray();
        return new Observations<>(
                Concept.of("Mira Volk"), Map.of(DataSet.FORGET, new Lengths(List.of(samples), values)));
    }

    @Test
    void asksTheModelForNoMoreThanTheMetricsNeed() {
        Multiplier model = by(1);

        evaluation().measure(model);

        assertThat(model.asked()).hasSize(3).allMatch(Set.of(Requirement.BEFORE)::equals);
    }

    @Test
    void aSetIsGivenOnce() {
        assertThatThrownBy(() -> evaluation().on(DataSet.FORGET, new double[0]))
                .hasMessage("there is a data set forget already");
    }

    @Test
    void namesOfSetsAreRolesWithLabels() {
        assertThat(DataSet.parse("generality")).isEqualTo(DataSet.GENERALITY);
        assertThat(DataSet.parse("natural:world-facts")).isEqualTo(new DataSet(Role.NATURAL, "world-facts"));
        assertThatThrownBy(() -> DataSet.parse("overall"))
                .hasMessage("no data set is called \"overall\": expected one of forget, generality, retain, natural,"
                        + " unseen, or one with a label, retain:label");
        assertThatThrownBy(() -> DataSet.parse("natural:")).hasMessageStartingWith("no data set is called");
    }

    @Test
    void aMeasurementSaysIntervalAndSamples() {
        Interval interval = new Interval(0.25, 0.2, 0.3125, 24);

        assertThat(new Measurement(interval, Measurement.Kind.SHARE, Direction.HIGHER).text())
                .isEqualTo("25.0% [20.0%, 31.3%] of 24");
        assertThat(new Measurement(
                                new Interval(12.5, Double.NaN, Double.NaN, 1),
                                Measurement.Kind.PLAIN,
                                Direction.NEITHER)
                        .text())
                .isEqualTo("12.500 of 1");
    }

    @Test
    void aMetricOfOnesOwnIsKnownByItsName() {
        Metrics.register(MEAN);

        assertThat(Metrics.named(Lengths.class, "mean")).isSameAs(MEAN);
        assertThat(Metrics.select(Lengths.class, List.of(), Set.of())).containsExactly(MEAN);
        assertThatThrownBy(() -> Metrics.select(ImageObservation.class, List.of("CLIP score"), Set.of()))
                .hasMessage("metric \"CLIP score\": needs images that the model draws of prompts; a CLIP model");
        assertThatThrownBy(() -> Metrics.register(MEAN))
                .hasMessage("a metric called \"mean\" of Lengths is registered already: Mean length.");
        assertThatThrownBy(() -> Metrics.named(Lengths.class, "median"))
                .hasMessage("metric \"median\": is unknown; did you mean \"mean\"?");
    }
}
