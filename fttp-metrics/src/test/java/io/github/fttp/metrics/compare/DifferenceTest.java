package io.github.fttp.metrics.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.fttp.metrics.Measurement;
import io.github.fttp.metrics.statistics.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DifferenceTest {
    private final FakeEnvironment environment = new FakeEnvironment();
    private final Comparison comparison =
            new Comparison(environment, environment.methods(), List.of(), List.of("a", "b", "c"), 1, Budget.FULL, 1);

    @Test
    void pairsRunsOnTheSameConceptInWhichBothMadeItGo() {
        Summary.Row fttp = row("FTTP", "fttp", 0.9, 0.8, 0.1);
        Summary.Row ascent = row("GA", "ga", 0.5, 0.6, Double.NaN);
        List<Difference> found = Difference.toAscent(comparison, List.of(Column.ratio("left")), List.of(fttp, ascent));
        assertThat(found).hasSize(1);
        assertThat(found.get(0).name()).isEqualTo("FTTP minus GA");
        assertThat(found.get(0).changed()).isEqualTo("LoRA, first half and second half");
        assertThat(found.get(0).pairs()).isEqualTo(2);
        Measurement utility = found.get(0).figures().get("utility");
        assertThat(utility.value()).isCloseTo(0.3, within(1e-12)); // the mean of 0.4 and 0.2
        assertThat(utility.low()).isCloseTo(0.2, within(1e-12));
        assertThat(utility.high()).isCloseTo(0.4, within(1e-12));
        assertThat(utility.samples()).isEqualTo(2);
        // The geometric mean of 0.9 / 0.5 and 0.8 / 0.6.
        assertThat(found.get(0).figures().get("left / before (geometric mean)").value())
                .isCloseTo(Math.sqrt(0.9 / 0.5 * 0.8 / 0.6), within(1e-12));
    }

    /** On three concepts; not gone where nothing is left to measure. */
    private static Summary.Row row(String name, String entry, double... left) {
        List<String> concepts = List.of("a", "b", "c");
        List<Outcome> runs = new ArrayList<>();
        List<Outcome> befores = new ArrayList<>();
        for (int i = 0; i < left.length; i++) {
            Trial before = Trial.before("fake", concepts.get(i), Budget.FULL);
            befores.add(outcome(before, Outcome.End.STEPS, 1));
            Trial trial = new Trial("fake", name, new Setting(1, 1, 1), concepts.get(i), 0, Budget.FULL);
            Outcome.End end = Double.isNaN(left[i]) ? Outcome.End.BUDGET : Outcome.End.GONE;
            runs.add(outcome(trial, end, left[i]));
        }
        Interval none = Interval.NONE;
        return new Summary.Row(
                name,
                entry,
                "LoRA",
                entry.equals("ga") ? "second half" : "first half",
                "",
                new Setting(1, 1, 1),
                1,
                false,
                false,
                List.of(),
                none,
                none,
                List.of(),
                befores,
                runs,
                new Attacked(Map.of(), new Relearnt(List.of()), null),
                new Collateral(List.of()),
                new OverForgetting(List.of()),
                0,
                Spent.NOTHING);
    }

    private static Outcome outcome(Trial trial, Outcome.End end, double left) {
        Map<String, Score> figures = Map.of("gone", new Score(1, 1), "left", new Score(left, 1));
        return new Outcome(trial, end, figures, List.of(), List.of());
    }
}
