package io.github.fttp.metrics.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.github.fttp.metrics.report.CollateralLoss;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two concepts were forgotten, one of them twice. */
class CollateralTest {
    private static Outcome outcome(String concept, int draw, double ann, double bea, double cid) {
        Map<String, Score> figures = new LinkedHashMap<>();
        figures.put(Collateral.known("Ann"), new Score(ann, 4));
        figures.put(Collateral.known("Bea"), new Score(bea, 4));
        figures.put(Collateral.known("Cid"), new Score(cid, 4));
        figures.put(Collateral.likeness("looks", "Ann"), new Score(0.9, 6));
        figures.put(Collateral.likeness("looks", "Bea"), new Score(0.1, 6));
        figures.put(Collateral.likeness("looks", "Cid"), new Score(0.2, 6));
        Trial trial = new Trial("fake", "m", new Setting(1, 1, 1), concept, draw, Budget.FULL);
        return new Outcome(trial, Outcome.End.STEPS, figures, List.of(), List.of());
    }

    private final Outcome a = outcome("a", 0, 0.8, 1, 0);
    private final Outcome b = outcome("b", 0, 1, 0.5, 1);
    private final Collateral collateral = Collateral.of(
            List.of(a, a, b),
            List.of(outcome("a", 0, 0.4, 1, 0), outcome("a", 1, 0, 0.5, 0), outcome("b", 0, 0.9, 0.5, 0.9)));

    @Test
    void ranksTheLossesOverDraws() {
        // Beside a: Ann 0.5 and 1, Bea 0 and 0.5, Cid was not known; beside b: 0.1, 0, 0.1.
        assertThat(collateral.losses()).hasSize(5);
        CollateralLoss most = collateral.losses().get(0);
        assertThat(most.other()).isEqualTo("Ann");
        assertThat(most.forgotten()).isEqualTo("a");
        assertThat(most.loss().value()).isEqualTo(0.75);
        assertThat(most.loss().samples()).isEqualTo(2);
        assertThat(most.likeness()).isEqualTo(Map.of("looks", 0.9));
        assertThat(collateral.beside("a")).extracting(CollateralLoss::other).containsExactly("Ann", "Bea");
        assertThat(collateral.losses().get(4).loss().value()).isZero();
    }

    @Test
    void averagesOverConceptsAndCorrelatesWithLikeness() {
        // (0.75 + 0.25) / 2 and (0.1 + 0 + 0.1) / 3
        assertThat(collateral.mean().value()).isCloseTo((0.5 + 0.2 / 3) / 2, offset(1e-12));
        assertThat(collateral.measures()).containsExactly("looks");
        // Beside a there are two, of which nothing can be told. Beside b losses 0.1 0 0.1 have ranks 2.5 1 2.5,
        // likenesses
        // 0.9 0.1 0.2 have 3 1 2: products of what they are off 2: 0.5 + 1 + 0; squares 1.5 and 2.
        WithinConcepts looks = collateral.correlation("looks");
        assertThat(looks.mean().value()).isCloseTo(1.5 / Math.sqrt(1.5 * 2), offset(1e-12));
        assertThat(looks.pairs()).isEqualTo(3);
    }

    @Test
    void isEmptyWhereNoOtherConceptIsMeasured() {
        Collateral none = Collateral.of(List.of(Outcome.diverged(a.trial(), List.of())), List.of(a));
        assertThat(none.losses()).isEmpty();
        assertThat(none.mean().value()).isNaN();
    }
}
