package io.github.fttp.metrics.robustness;

import static io.github.fttp.metrics.robustness.Recovery.State.GONE;
import static io.github.fttp.metrics.robustness.Recovery.State.HIDDEN;
import static io.github.fttp.metrics.robustness.Recovery.State.NOT_ATTACKED;
import static io.github.fttp.metrics.robustness.Recovery.State.NOT_FORGOTTEN;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecoveryTest {
    private static Recovery of(double forgotten, double prefix, double rounded, double steps) {
        Map<String, Double> back = new LinkedHashMap<>();
        back.put("prefix", prefix);
        back.put("int4", rounded);
        return Recovery.of(forgotten, back, "relearning", steps);
    }

    @Test
    void whatNoAttackBringsBackIsGone() {
        assertThat(of(0.95, 0.09, 0, 5.5)).isEqualTo(new Recovery(GONE, List.of()));
        assertThat(of(1, 0, Double.NaN, Double.NaN)).hasToString("gone");
    }

    @Test
    void whatAnAttackBringsBackIsHiddenAndTheAttackIsNamed() {
        assertThat(of(0.99, 0.1, 0, 21)).hasToString("hidden: back by prefix");
        assertThat(of(0.99, 0.5, 0.2, 5)).hasToString("hidden: back by prefix, int4, relearning");
        assertThat(of(1, 0, 0, 2).state()).isEqualTo(HIDDEN);
    }

    @Test
    void whatIsStillSaidNeedsNoAttack() {
        assertThat(of(0.94, 1, 1, 1)).isEqualTo(new Recovery(NOT_FORGOTTEN, List.of()));
        assertThat(of(Double.NaN, 0, 0, 9).state()).isEqualTo(NOT_FORGOTTEN);
    }

    @Test
    void withoutAnAttackNothingIsKnown() {
        assertThat(of(1, Double.NaN, Double.NaN, Double.NaN).state()).isEqualTo(NOT_ATTACKED);
    }
}
