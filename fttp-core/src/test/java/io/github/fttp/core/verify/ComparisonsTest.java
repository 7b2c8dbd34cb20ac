package io.github.fttp.core.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonsTest {
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
    private final Comparisons comparisons = new Comparisons(new PrintStream(lines, true, StandardCharsets.UTF_8));

    @ParameterizedTest
    @CsvSource({
        "NaN, NaN",
        "NaN, 1",
        "1, NaN",
        "Infinity, 1",
        "1, Infinity",
        "1, -Infinity",
        "-Infinity, Infinity",
    })
    void whatIsNoNumberOrEndlessIsOffWhereverItStands(float ours, float theirs) {
        comparisons.values("first", new float[] {ours, 1}, new float[] {theirs, 1.00001f}, 1e-3, 1e-3);
        comparisons.values("last", new float[] {1, ours}, new float[] {1.00001f, theirs}, 1e-3, 1e-3);
        comparisons.gradient("gradient", new float[] {1, ours}, new float[] {1.00001f, theirs}, 1e-3);
        comparisons.rounded("rounded", new float[] {1, ours}, new float[] {1, theirs}, 1e-3, i -> 1, 1);
        assertThat(comparisons.compared()).isEqualTo(4);
        assertThat(comparisons.off()).isEqualTo(4);
    }

    @Test
    void agreesWithinTheToleranceAndWhereItLooksOnly() {
        float[] theirs = {100, 0, Float.NaN};
        float[] ours = {100.5f, 0.25f, 7}; // 0.25 + 0.0025 * 100 = 0.5
        comparisons.values("key", ours, theirs, 0.25, 0.0025, new boolean[] {true, true, false});
        assertThat(comparisons.off()).isZero();
        comparisons.values("key", ours, theirs, 0.25, 0.00249, new boolean[] {true, true, false});
        assertThat(comparisons.off()).isEqualTo(1);
    }

    @Test
    void printsALineAValueWithTheWorstElement() {
        comparisons.begin("tiny");
        comparisons.values("out.x", new float[] {1, 2.5f, 3}, new float[] {1, 2, 3.25f}, 0.125, 0);
        comparisons.integers("out.ids", new long[] {1, 2}, new long[] {1, 2});
        assertThat(lines.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "tiny out.x 0.500 0.250 0.125000+0.00000*|x| 4.000 OFF [1] is 2.5, expected 2.0",
                        "tiny out.ids 0.00 0.00 exact - ok");
    }

    @Test
    void theShareIsThatOfTheElementNearestToItsOwnTolerance() {
        // 0.25 + 0.0025 * 100 = 0.5 allowed for the first, 0.25 for the second
        float[] theirs = {100, 0};
        comparisons.begin("shares");
        comparisons.values("first", new float[] {100.25f, 0.0625f}, theirs, 0.25, 0.0025);
        comparisons.values("second", new float[] {100.25f, 0.1875f}, theirs, 0.25, 0.0025);
        comparisons.values("third", theirs, theirs, 0.25, 0.0025);
        comparisons.summarise();
        assertThat(lines.toString(StandardCharsets.UTF_8).lines().toList().get(3))
                .isEqualTo("shares largest share of a tolerance: 0.750, second");
        comparisons.begin("next");
        assertThat(comparisons.largestShare()).isZero();
    }

    @Test
    void whereNothingMayDifferAnyDifferenceIsOff() {
        comparisons.values("same", new float[] {2}, new float[] {2}, 0, 0);
        assertThat(comparisons.off()).isZero();
        comparisons.values("other", new float[] {2.5f}, new float[] {2}, 0, 0);
        assertThat(comparisons.off()).isEqualTo(1);
        assertThat(comparisons.largestShare()).isInfinite();
    }

    @Test
    void ofRoundedValuesTheShareIsOfTheStepsOrOfTheDifferencesWithinAStep() {
        float[] theirs = {1, 2, 3, 4};
        comparisons.rounded("one step of two", new float[] {1, 2, 3, 5}, theirs, 0.5, i -> 1, 0.5);
        assertThat(comparisons.largestShare()).isEqualTo(0.5); // 1 of 0.5 * 4 elements
        comparisons.rounded("a step and a rest", new float[] {1, 2, 3, 5.375f}, theirs, 0.5, i -> 1, 0.5);
        assertThat(comparisons.largestShare()).isEqualTo(0.75); // (1.375 - 1) / 0.5
        assertThat(comparisons.off()).isZero();
    }
}
