package io.github.fttp.metrics.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.metrics.report.LinePlot;
import io.github.fttp.metrics.statistics.Interval;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CurvesTest {
    private static Trial trial(String concept) {
        return new Trial("fake", "fttp", new Setting(1, 20, 1), concept, 0, Budget.FULL);
    }

    private static Waypoint look(int step, double rest) {
        return new Waypoint(step, 1, 1, 1, rest, 1);
    }

    private static double[] rest(Outcome... runs) {
        Summary.Row row = new Summary.Row(
                "FTTP",
                "fttp",
                "LoRA",
                "",
                "",
                new Setting(1, 20, 1),
                1,
                false,
                false,
                List.of(),
                Interval.NONE,
                Interval.NONE,
                List.of(),
                List.of(),
                List.of(runs),
                new Attacked(Map.of(), new Relearnt(List.of()), null),
                new Collateral(List.of()),
                new OverForgetting(List.of()),
                0,
                Spent.NOTHING);
        LinePlot natural = Curves.of("LoRA", List.of(row)).get(1);
        return natural.series().get(0).y();
    }

    private static Outcome whole(String concept) {
        return new Outcome(
                trial(concept), Outcome.End.STEPS, Map.of(), List.of(look(0, 2), look(10, 1), look(20, 1)), List.of());
    }

    @Test
    void curvesAreMeansOverConceptsOfSharesOfWhatWas() {
        Outcome other =
                new Outcome(trial("b"), Outcome.End.GONE, Map.of(), List.of(look(0, 1), look(10, 1)), List.of());
        assertThat(rest(whole("a"), other)).containsExactly(1, 0.75, 0.75);
    }

    @Test
    void nothingIsLeftBehindTheEndOfARunThatDiverged() {
        Outcome diverged = Outcome.diverged(trial("b"), List.of(look(0, 1), look(10, 1)));
        assertThat(rest(whole("a"), diverged)).containsExactly(1, 0.75, 0.25);
        assertThat(rest(whole("a"), Outcome.diverged(trial("b"), List.of(look(0, 1)))))
                .containsExactly(1, 0.25, 0.25);
    }

    @Test
    void aRunThatFailedLeavesTheOthersCurve() {
        assertThat(rest(whole("a"), Outcome.failed(trial("b"), "no memory"))).containsExactly(1, 0.5, 0.5);
    }
}
