package io.github.fttp.mllm.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.fttp.metrics.compare.Budget;
import io.github.fttp.metrics.compare.ComparisonTask;
import io.github.fttp.metrics.compare.Outcome;
import io.github.fttp.metrics.compare.Score;
import io.github.fttp.metrics.compare.Trial;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorldTextsTest {
    private final WorldTexts texts = new WorldTexts(ComparedVisionLanguage.drawnWorld(), null, null);

    private static Outcome outcome(double named, double facts) {
        return Outcome.untouched(
                Trial.before("text", "mira-volk", Budget.FULL),
                Map.of("name rate, fuzzy", new Score(named, 8), "facts by name", new Score(facts, 8)),
                List.of());
    }

    @Test
    void forgettingIsTheHarmonicMeanOfNamesAndOfFactsAboveGuessing() {
        // A quarter of the names is gone, half of the 0.75 above guessing.
        assertThat(texts.forgetting(outcome(1, 0.875), outcome(0.75, 0.5))).isCloseTo(2 / (4.0 + 2.0), within(1e-12));
    }

    @Test
    void whatIsLeftIsTheHarmonicMeanOfBothSoThatLosingOneIsALoss() {
        assertThat(texts.left(outcome(1, 0.875), outcome(0.75, 0.5))).isCloseTo(2 / (4 / 3.0 + 2), within(1e-12));
        assertThat(texts.left(outcome(1, 0.875), outcome(0, 0.875))).isZero();
        assertThat(texts.left(outcome(1, 0.875), outcome(1, 0.875))).isEqualTo(1);
    }

    @Test
    void utilityIsNoneWhereTheLanguageIsNoNumberAnyMore() {
        assertThat(texts.utility(others(1.5), others(3))).isCloseTo(4 / (1 + 1 + 1 + 2.0), within(1e-12));
        assertThat(texts.utility(others(1.5), others(Double.NaN))).isZero();
    }

    private static Outcome others(double perplexity) {
        Score all = new Score(1, 8);
        return Outcome.untouched(
                Trial.before("text", "mira-volk", Budget.FULL),
                Map.of(
                        "near named", all,
                        "far named", all,
                        "facts of others", all,
                        "natural perplexity", new Score(perplexity, 8)),
                List.of());
    }

    @Test
    void aModelThatDoesNotKnowTheCharacterHasNothingToForget() {
        assertThat(texts.forgetting(outcome(0, 0), outcome(0, 0))).isNaN();
        assertThat(texts.forgetting(outcome(0, 1), outcome(0, 0.5))).isNaN();
        assertThat(texts.forgetting(outcome(1, 0.125), outcome(0, 0))).isNaN();
    }

    @Test
    void guessingIsOneOfEightFactsInTheSmallWorldAndOneOfTwentyInTheLargeOne() {
        ComparisonTask small = ComparedVisionLanguage.drawnWorld();
        assertThat(WorldTexts.guessing(small)).isEqualTo(0.125); // 24 characters, each fact true of 3
        ComparisonTask large = ComparisonTask.read(Path.of("../docs/examples/compare-large-world.json"));
        assertThat(WorldTexts.guessing(large)).isEqualTo(0.05); // 200 characters, each fact true of 10
    }
}
