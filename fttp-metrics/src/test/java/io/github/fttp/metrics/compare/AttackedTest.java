package io.github.fttp.metrics.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.github.fttp.metrics.robustness.Rounding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** Runs on two concepts whose attacks came to given values. */
class AttackedTest {
    private static final Map<String, Score> BEFORE =
            Map.of("gone", new Score(0, 4), Attack.recalled("alias"), new Score(0.5, 4));

    private final Comparison comparison =
            new Comparison(new FakeEnvironment(), List.of(), List.of(), List.of("a", "b"), 1, Budget.FULL, 1);

    private static Outcome outcome(String concept, int draw, Map<String, Score> figures) {
        Trial trial = new Trial("fake", "m", new Setting(1, 1, 1), concept, draw, Budget.FULL);
        return new Outcome(trial, Outcome.End.STEPS, figures, List.of(), List.of());
    }

    private static Map<String, Score> figures(double prefix, double alias, double goneRounded, double steps) {
        Map<String, Score> figures = new LinkedHashMap<>();
        figures.put("gone", new Score(1, 4));
        figures.put(Attack.NAMED, new Score(prefix, 6));
        figures.put(Attack.recalled("alias"), new Score(alias, 4));
        figures.put(Attack.rounded("gone", Rounding.INT4), new Score(goneRounded, 4));
        if (steps > 0) figures.put(Attack.STEPS, new Score(steps, 1));
        return figures;
    }

    private Attacked attacked(List<Outcome> runs) {
        Outcome before = outcome("a", 0, BEFORE);
        return Attacked.of(comparison, 1, runs.stream().map(run -> before).toList(), runs);
    }

    @Test
    void averagesWhatEachAttackBringsBackOfWhatTheUntouchedModelRecalls() {
        Attacked attacked = attacked(List.of(
                outcome("a", 0, figures(0, 0.25, 0.7, 12)), // the alias brings 0.25 of 0.5 back, rounding 0.3
                outcome("a", 1, figures(1, 1, 0, 1)), // another draw, which is not attacked
                outcome("b", 0, figures(0.1, 0, 1, -1)), // next to nothing was lost: no steps
                outcome("b", 0, Map.of()))); // diverged
        assertThat(attacked.back()).containsOnlyKeys("prefix", "alias", "int4 weights");
        assertThat(attacked.back().get("prefix").value()).isEqualTo(0.05);
        assertThat(attacked.back().get("alias").value()).isEqualTo(0.25);
        assertThat(attacked.back().get("int4 weights").value()).isCloseTo(0.15, offset(1e-12));
        assertThat(attacked.relearnt()).hasToString("12, n 1");
        assertThat(attacked.recovery()).hasToString("hidden: back by alias, int4 weights");
    }

    @Test
    void whatWasNeverGoneIsNotBroughtBackByRounding() {
        Map<String, Score> half = figures(0, 0, 0.4, -1);
        half.put("gone", new Score(0.5, 4));
        Map<String, Score> more = figures(0, 0, 0.6, -1);
        more.put("gone", new Score(0.5, 4));
        Attacked attacked = attacked(List.of(outcome("a", 0, half), outcome("b", 0, more)));
        assertThat(attacked.back().get("int4 weights").value()).isCloseTo(0, offset(1e-12));
    }

    @Test
    void conceptsOfWhichNothingWasLostAreNotRelearnt() {
        assertThat(relearnt(3, -1, -1).recovery()).hasToString("gone"); // one of three is not half
        assertThat(relearnt(3, 4, -1).recovery()).hasToString("hidden: back by relearning");
    }

    @Test
    void stepsThatWereNotEnoughAreNoNumber() {
        // 21 stands for more than 20, the most that are made.
        assertThat(relearnt(2, 21, 3).relearnt()).hasToString("3 (2 to more than 20 in 1), n 3");
        assertThat(relearnt(2, 21, 3).recovery()).hasToString("hidden: back by relearning");
        assertThat(relearnt(2, 21, 21).relearnt()).hasToString("more than 20 (2 to more than 20 in 2), n 3");
        assertThat(relearnt(2, 21, 21).recovery()).hasToString("gone");
        assertThat(relearnt(5, 21, 21, 4).recovery()).hasToString("hidden: back by relearning"); // half of four
    }

    private Attacked relearnt(double... steps) {
        return attacked(DoubleStream.of(steps)
                .mapToObj(each -> outcome("a" + each, 0, figures(0, 0, 1, each)))
                .toList());
    }

    @Test
    void countsMoreRecallThanBeforeAsAllOfIt() {
        assertThat(attacked(List.of(outcome("a", 0, figures(0, 1, 1, 9))))
                        .back()
                        .get("alias")
                        .value())
                .isEqualTo(1);
    }

    @Test
    void wasNotTriedWhereNoAttackIsMeasured() {
        Attacked attacked = attacked(List.of(outcome("a", 0, Map.of("gone", new Score(1, 4)))));
        assertThat(attacked.wasTried()).isFalse();
        assertThat(attacked.recovery()).hasToString("not attacked");
    }
}
