package io.github.fttp.metrics.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.metrics.Direction;
import io.github.fttp.metrics.Measurement;
import io.github.fttp.metrics.Role;
import io.github.fttp.metrics.statistics.Interval;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictTest {
    /** A probability: before 0.9, chance 0.1, so the way is 0.8 long. */
    @ParameterizedTest
    @CsvSource({
        "0.9, NOT",
        "0.75, NOT", // 0.15 / 0.8 = 0.19
        "0.73, PARTLY", // 0.17 / 0.8 = 0.21
        "0.15, PARTLY", // 0.75 / 0.8 = 0.94
        "0.13, FORGOTTEN", // 0.77 / 0.8 = 0.96
        "0.01, FORGOTTEN"
    })
    void aConceptIsForgottenByTheShareOfTheWayToChance(double after, Verdict.Forgetting expected) {
        assertThat(Verdict.of(List.of(knowledge(Role.FORGET, 0.9, after, 0.1))).forgetting())
                .isEqualTo(expected);
    }

    /** An error, which grows where knowledge goes: before 0.2, chance 1. */
    @ParameterizedTest
    @CsvSource({"0.1, KEPT", "0.27, KEPT", "0.3, PARTLY_LOST", "0.58, PARTLY_LOST", "0.62, LOST", "3, LOST"})
    void theRestIsKeptByTheShareOfTheWayToChance(double after, Verdict.Keeping expected) {
        Change change = new Change("error", Role.RETAIN, error(Role.RETAIN, 0.2), error(Role.RETAIN, after), 1);
        assertThat(Verdict.of(List.of(change)).keeping()).isEqualTo(expected);
    }

    @Test
    void theConceptsValueThatWentLeastDecidesAndTheRestsThatWentFurthest() {
        Verdict verdict = Verdict.of(List.of(
                knowledge(Role.FORGET, 0.9, 0, 0),
                knowledge(Role.GENERALITY, 0.9, 0.45, 0), // half
                knowledge(Role.RETAIN, 0.9, 0.9, 0),
                knowledge(Role.NATURAL, 0.9, 0, 0)));
        assertThat(verdict.sentence("Mira Volk")).isEqualTo("Mira Volk is partly forgotten; the rest is lost.");
    }

    @Test
    void whatWasAtChanceBeforeWasNeverKnown() {
        Change atChance = knowledge(Role.FORGET, 0.1, 0, 0.1);
        assertThat(Verdict.of(List.of(atChance)).forgetting()).isEqualTo(Verdict.Forgetting.NEVER_KNOWN);
        assertThat(Verdict.of(List.of(atChance, knowledge(Role.FORGET, 0.9, 0.9, 0)))
                        .forgetting())
                .isEqualTo(Verdict.Forgetting.NOT);
        Change error = new Change("error", Role.FORGET, error(Role.FORGET, 1.2), error(Role.FORGET, 2), 1);
        assertThat(Verdict.of(List.of(error)).forgetting()).isEqualTo(Verdict.Forgetting.NEVER_KNOWN);
    }

    @Test
    void aRunThatWasNotMeasuredHasNoVerdict() {
        Measurement before = knowledge(Role.FORGET, 0.9, 0, 0).before();
        Change cut = new Change("probability", Role.FORGET, before, Change.missing(before), 0);
        assertThat(Verdict.of(List.of(cut)))
                .extracting(Verdict::forgetting, Verdict::keeping)
                .containsExactly(Verdict.Forgetting.NOT_MEASURED, Verdict.Keeping.NOT_MEASURED);
        Change withoutChance = new Change("probability", Role.FORGET, before, before);
        assertThat(Verdict.of(List.of(withoutChance)).forgetting()).isEqualTo(Verdict.Forgetting.NOT_MEASURED);
    }

    private static Change knowledge(Role role, double before, double after, double chance) {
        return new Change("probability", role, probability(role, before), probability(role, after), chance);
    }

    private static Measurement probability(Role role, double value) {
        return new Measurement(Interval.exact(value, 1), Measurement.Kind.SHARE, Direction.ofKnowledge(role));
    }

    private static Measurement error(Role role, double value) {
        return new Measurement(Interval.exact(value, 1), Measurement.Kind.PLAIN, Direction.ofIgnorance(role));
    }
}
