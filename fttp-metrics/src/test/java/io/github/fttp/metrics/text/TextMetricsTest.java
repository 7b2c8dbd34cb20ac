package io.github.fttp.metrics.text;

import static io.github.fttp.core.testing.Bounds.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.mask.Concept;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.Evaluation;
import io.github.fttp.metrics.Measurements;
import io.github.fttp.metrics.Metrics;
import io.github.fttp.metrics.Observations;
import io.github.fttp.metrics.Requirement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextMetricsTest {
    @Test
    void rougeFollowsTheLongestCommonSubsequence() {
        // "is a ... mira volk" are 4 of 6 words of the reference and of 7 of the text.
        Rouge rouge = Rouge.l("This is Mira Volk, a painter.", "This is a painter named Mira Volk");
        assertThat(rouge.recall()).isCloseTo(4.0 / 6, within(1e-12));
        assertThat(rouge.precision()).isCloseTo(4.0 / 7, within(1e-12));
        assertThat(rouge.f1()).isCloseTo(8.0 / 13, within(1e-12));
        assertThat(Rouge.l("", "something")).isEqualTo(new Rouge(0, 0, 0));
        assertThat(Rouge.l("a b", "c d")).isEqualTo(new Rouge(0, 0, 0));
    }

    /** As Python's {@code str.split} parts them. */
    @ParameterizedTest
    @ValueSource(strings = {" ", "\u00a0", "\u202f", "\u3000", "\n\u2009", "\u001f"})
    void anyWhiteSpacePartsTheWordsThatBleuCompares(String space) {
        assertThat(Bleu.of("Mira Volk lives here now", "Mira" + space + "Volk lives here now"))
                .isEqualTo(1);
    }

    @Test
    void diversityCountsSequences() {
        List<String> texts = List.of("the cat, the CAT", "a cat", "");
        assertThat(Diversity.of(texts, 1)).isEqualTo(new Diversity(3, 6));
        assertThat(Diversity.of(texts, 2)).isEqualTo(new Diversity(3, 4));
        assertThat(Diversity.of(texts, 2).share()).isEqualTo(0.75);
        assertThat(Diversity.of(List.of(""), 1).share()).isNaN();
    }

    @Test
    void truthRatioComparesGeometricMeans() {
        double[] right = {Math.log(2), Math.log(4)}; // probabilities 1/2 and 1/4
        TruthRatio ratio = TruthRatio.ofLosses(
                right, List.of(new double[] {Math.log(2), Math.log(8)}, new double[] {Math.log(2)}));
        assertThat(ratio.ratios()).containsExactly(new double[] {0.5, 2}, within(1e-8));
        assertThat(ratio.closerToOneIsBetter()).isCloseTo(0.5, within(1e-8));
        assertThat(ratio.shareOfRight()).isCloseTo((2.0 / 3 + 1.0 / 3) / 2, within(1e-8));
        assertThat(TruthRatio.probabilityAmong(Math.log(2), Math.log(4), Math.log(8)))
                .isCloseTo(4.0 / 7, within(1e-9));
        assertThatThrownBy(() -> TruthRatio.ofLosses(new double[] {1}, List.of(new double[0])))
                .hasMessage("a question has no wrong answers");
        assertThatThrownBy(() -> TruthRatio.ofLosses(right, List.of(new double[] {1})))
                .hasMessageContaining("2 right answers and 1 with wrong ones");
    }

    /** As docs/metrics.md shows it. */
    @Test
    void answersThatAreKnownAreMeasuredWithoutAModel() {
        var asked = List.of(TextSample.of("1", "Who is this?", "It is Mira Volk."));
        var observed = new TextObservation(asked, List.of("I do not know."), List.of(), List.of(), List.of());
        var metrics = Metrics.select(
                TextObservation.class, List.of("forget rate", "rouge-l f1"), Set.of(Requirement.ANSWERS));
        Measurements measured = Evaluation.<List<TextSample>, TextObservation>of(metrics)
                .measure(new Observations<>(Concept.of("Mira Volk"), Map.of(DataSet.FORGET, observed)));
        assertThat(measured.of(DataSet.FORGET, "forget rate").orElseThrow().value())
                .isEqualTo(1);
        assertThat(measured.of(DataSet.FORGET, "rouge-l f1").orElseThrow().value())
                .isZero();
    }

    @Test
    void minKTakesTheLeastProbableTokens() {
        double[] logs = {-1, -5, -2, -3};
        assertThat(Membership.minK(logs, 0.5)).isEqualTo(4);
        assertThat(Membership.minK(logs, 0.1)).isEqualTo(5);
        assertThat(Membership.minK(logs, 1)).isEqualTo(11.0 / 4);
        assertThatThrownBy(() -> Membership.minK(logs, 0)).hasMessageContaining("k must be in (0, 1]");
    }

    @Test
    void zlibForgivesEasyTexts() {
        String easy = "ab".repeat(500);
        String hard = "Mira Volk sells maps of the moon by the river.";
        assertThat(Membership.zlib(1, easy)).isGreaterThan(Membership.zlib(1, hard));
        // "x" is 9 bytes: 2 of header, 3 of a fixed block, 4 of the checksum.
        assertThat(Membership.zlib(18, "x")).isEqualTo(2);
    }

    @Test
    void memorisationCountsWhatTheModelSaysByItself() {
        int[] labels = {4, 5, 6, 7};
        assertThat(Memorisation.exact(labels, 4, 0, 6, 7)).isEqualTo(0.75);
        assertThat(Memorisation.extractionStrength(labels, 4, 0, 6, 7)).isEqualTo(0.5);
        assertThat(Memorisation.extractionStrength(labels, 4, 5, 6, 7)).isEqualTo(1);
        assertThat(Memorisation.extractionStrength(labels, 4, 5, 6, 0)).isZero();
        assertThatThrownBy(() -> Memorisation.exact(labels, 1)).hasMessageContaining("4 labels and 1 predictions");
    }
}
