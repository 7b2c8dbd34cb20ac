package io.github.fttp.metrics.statistics;

import static io.github.fttp.core.testing.Bounds.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.util.CombinatoricsUtils;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatisticsTest {
    @Test
    void separateSamplesAreAsProbableAsTheirOrder() {
        double[] low = {1, 2, 3, 4, 5};
        double[] high = {11, 12, 13, 14, 15};
        KolmogorovSmirnov test = KolmogorovSmirnov.of(low, high);
        assertThat(test.statistic()).isEqualTo(1);
        // 2 of the 252 orders of five and five.
        assertThat(test.p()).isCloseTo(2.0 / 252, within(1e-12));
        assertThat(KolmogorovSmirnov.of(low, low).p()).isEqualTo(1);
    }

    @Test
    void smallProbabilitiesAreExactToo() {
        double[] low = DoubleStream.iterate(0, v -> v + 1).limit(400).toArray();
        double[] high = DoubleStream.iterate(1000, v -> v + 1).limit(400).toArray();
        double expected = Math.log(2) - CombinatoricsUtils.binomialCoefficientLog(800, 400);
        assertThat(Math.log(KolmogorovSmirnov.of(low, high).p())).isCloseTo(expected, within(1e-9));
        // 201 values of one lie below all of the other; of equal sizes, paths are counted by reflection.
        double[] shifted = DoubleStream.iterate(200.5, v -> v + 1).limit(400).toArray();
        double reflected = Math.log(2)
                + CombinatoricsUtils.binomialCoefficientLog(800, 400 - 201)
                - CombinatoricsUtils.binomialCoefficientLog(800, 400);
        assertThat(Math.log(KolmogorovSmirnov.of(low, shifted).p())).isCloseTo(reflected, within(1e-9));
        assertThatThrownBy(() -> KolmogorovSmirnov.of(low, new double[] {1, Double.NaN}))
                .hasMessage("a sample holds NaN");
    }

    @Test
    void tiesAreNotBrokenAtRandom() {
        double[] x = {1, 1, 2, 2, 3};
        double[] y = {1, 2, 2, 4, 4};
        assertThat(KolmogorovSmirnov.of(x, y)).isEqualTo(KolmogorovSmirnov.of(x, y));
        assertThat(KolmogorovSmirnov.of(x, y).statistic()).isCloseTo(0.4, within(1e-12));
    }

    @Test
    void largeSamplesAreComparedToo() {
        double[] x = DoubleStream.iterate(0, v -> v + 1).limit(12_000).toArray();
        double[] y = DoubleStream.iterate(120, v -> v + 1).limit(12_000).toArray();
        KolmogorovSmirnov test = KolmogorovSmirnov.of(x, y);
        assertThat(test.statistic()).isCloseTo(0.01, within(1e-12));
        assertThat(test.p()).isCloseTo(0.5861, within(1e-3));
    }

    @Test
    void areaCountsPairs() {
        // 3 > 1, 3 > 2, 2 > 1, and half of 2 = 2.
        assertThat(Auc.of(new double[] {3, 2}, new double[] {1, 2})).isEqualTo(3.5 / 4);
        assertThat(Auc.of(new double[] {0}, new double[] {1, 2})).isZero();
        assertThatThrownBy(() -> Auc.of(new double[0], new double[] {1})).hasMessageContaining("got 0 and 1");
    }

    @Test
    void harmonicMeanFollowsTheSmallest() {
        assertThat(HarmonicMean.of(1, 2, 4)).isCloseTo(3 / 1.75, within(1e-12));
        assertThat(HarmonicMean.of(1, 0, 1)).isZero();
        assertThatThrownBy(() -> HarmonicMean.of(1, -1)).hasMessageContaining("got -1.0");
    }

    @Test
    void intervalsHoldTheValueAndShrinkWithTheSample() {
        double[] few = DoubleStream.iterate(0, v -> v + 1).limit(10).toArray();
        double[] many = DoubleStream.iterate(0, v -> (v + 1) % 10).limit(1000).toArray();
        Interval narrow = Interval.ofMean(many, 1);
        Interval wide = Interval.ofMean(few, 1);
        assertThat(wide.value()).isEqualTo(4.5);
        assertThat(wide.samples()).isEqualTo(10);
        // The mean of ten has a standard error of 3.03 / sqrt(10) = 0.96, and Student's t with nine degrees of freedom
        // is 2.26.
        assertThat(wide.low()).isCloseTo(4.5 - 2.26 * 0.96, within(0.25));
        assertThat(wide.high()).isCloseTo(4.5 + 2.26 * 0.96, within(0.25));
        assertThat(narrow.high() - narrow.low()).isCloseTo(2 * 1.96 * 2.87 / Math.sqrt(1000), within(0.03));
        assertThat(Interval.ofMean(few, 1)).isEqualTo(wide);
        assertThat(Interval.ofMean(few, 2)).isNotEqualTo(wide);
    }

    /** Intervals of plain percentiles of eight values hold the mean in 88 % of cases. */
    @ParameterizedTest
    @CsvSource({"2, 51", "4, 87", "6, 93", "8, 95"})
    void howManyIntervalsHoldTheTrueMeanOfNormalValues(int values, int percent) {
        Random random = new Random(1);
        int samples = 1000;
        int holding = 0;
        for (int sample = 0; sample < samples; sample++) {
            double[] drawn =
                    DoubleStream.generate(random::nextGaussian).limit(values).toArray();
            Interval each = Interval.ofMean(drawn, sample);
            if (each.low() <= 0 && each.high() >= 0) holding++;
        }
        double share = percent / 100.0;
        double error = Math.sqrt(share * (1 - share) / samples);
        assertThat(holding / (double) samples).isCloseTo(share, Offset.offset(2.5 * error));
    }

    /** A value that hardly counts widens nothing. */
    @Test
    void ofSeveralSamplesTheEndsAreAsFarOutAsTheirPartsOfTheVarianceAsk() {
        double[] two = {-1, 1};
        double[] eight = new Random(2).doubles(8).toArray();
        double[] many = new Random(1).doubles(200).toArray();
        Interval alone = ofWeightedMeans(new double[] {1}, many);
        Interval hardly = ofWeightedMeans(new double[] {1e-6, 1}, two, many);
        assertThat(hardly.high() - hardly.low()).isCloseTo(alone.high() - alone.low(), Offset.offset(0.01));
        Interval ofEight = ofWeightedMeans(new double[] {1}, eight);
        Interval mostlyEight = ofWeightedMeans(new double[] {1, 0.01}, eight, many);
        assertThat(mostlyEight.high() - mostlyEight.low())
                .isCloseTo(ofEight.high() - ofEight.low(), Offset.offset(0.03));
    }

    private static Interval ofWeightedMeans(double[] weights, double[]... values) {
        int[] sizes = Arrays.stream(values).mapToInt(each -> each.length).toArray();
        return Interval.ofSamples(
                members -> {
                    double sum = 0;
                    for (int i = 0; i < weights.length; i++) {
                        for (int j : members[i]) sum += weights[i] * values[i][j] / sizes[i];
                    }
                    return sum;
                },
                1,
                sizes);
    }

    @Test
    void ofTwoValuesTheyAreTheEnds() {
        Interval two = Interval.ofMean(new double[] {3, 1}, 1);
        assertThat(two).isEqualTo(new Interval(2, 1, 3, 2));
    }

    /** The jackknife's standard error of a mean is the mean's own: here sqrt(7 / 3), with two degrees of freedom. */
    @Test
    void theJackknifeOfAMeanIsStudentsInterval() {
        Interval mean = Interval.jackknife(
                items -> items.stream().mapToDouble(each -> each).average().orElseThrow(), List.of(1.0, 2.0, 6.0));
        assertThat(mean.value()).isEqualTo(3);
        assertThat(mean.high() - 3).isCloseTo(4.302653 * Math.sqrt(7 / 3.0), within(1e-5));
        assertThat(3 - mean.low()).isCloseTo(mean.high() - 3, within(1e-12));
        assertThat(mean.within(0, 4)).isEqualTo(new Interval(3, 0, 4, 3));
    }

    @Test
    void intervalsAreOfAnyStatistic() {
        Interval largest = Interval.of(StatUtils::max, new double[] {1, 2, 3}, 0);
        assertThat(largest.value()).isEqualTo(3);
        assertThat(largest.high()).isEqualTo(3);
        assertThat(Interval.ofMean(new double[] {7}, 0).low()).isNaN();
        assertThat(Interval.of(v -> Math.log(v[0]), new double[] {-1, 1}, 0).high())
                .isNaN();
    }

    /** Values that repeat each other within their group tell no more than one of them. */
    @Test
    void drawsGroupsWhole() {
        double[] one = {1, 4, 2, 8};
        Interval alone = Interval.ofMean(one, 3);
        Interval repeated = Interval.ofGroups(
                values -> Arrays.stream(values).average().orElseThrow(),
                DoubleStream.of(one)
                        .mapToObj(value -> new double[] {value, value, value})
                        .toList(),
                3);
        assertThat(repeated.value()).isEqualTo(alone.value());
        assertThat(repeated.low()).isCloseTo(alone.low(), within(1e-12));
        assertThat(repeated.high()).isCloseTo(alone.high(), within(1e-12));
        assertThat(repeated.samples()).isEqualTo(4);
    }
}
