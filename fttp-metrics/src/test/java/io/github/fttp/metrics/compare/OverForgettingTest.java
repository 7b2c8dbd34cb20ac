package io.github.fttp.metrics.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.metrics.statistics.Interval;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OverForgettingTest {
    private static final Map<String, Interval> BEFORE = Map.of("places of the target", one(0.9));

    private static Interval one(double value) {
        return Interval.exact(value, 1);
    }

    private static OverForgetting of(String name, double value, double forgotten) {
        return OverForgetting.of(BEFORE, Map.of(name, one(value)), forgotten);
    }

    @Test
    void flagsATruthRatioNearZeroOnlyWhereTheConceptIsForgotten() {
        assertThat(of("truth ratio", 0.09, 0.95)).hasToString("truth ratio 0.090");
        assertThat(of("generality/truth ratio", 0.01, 1)).hasToString("truth ratio 0.010");
        assertThat(of("truth ratio", 0.09, 0.5).flags()).isEmpty();
        assertThat(of("truth ratio", 0.1, 1).flags()).isEmpty();
        assertThat(of("retain/truth ratio", 0.01, 1).flags()).isEmpty();
    }

    @Test
    void aTruthRatioNearZeroOfRightAnswersThatAreTheLikelierOnesIsNone() {
        Map<String, Interval> known =
                Map.of("forget/truth ratio", one(0.05), "forget/probability with options", one(0.9));
        assertThat(OverForgetting.of(BEFORE, known, 1).flags()).isEmpty();
        Map<String, Interval> avoided =
                Map.of("forget/truth ratio", one(0.05), "forget/probability with options", one(0.1));
        assertThat(OverForgetting.of(BEFORE, avoided, 1)).hasToString("truth ratio 0.050");
    }

    @Test
    void flagsAnAttackThatTellsWhatWasForgottenByItsBeingImprobable() {
        assertThat(of("membership inference by loss", 0.24, 0)).hasToString("membership inference by loss, AUC 0.240");
        assertThat(of("forget/membership by zlib", 0, 0)).hasToString("forget/membership by zlib, AUC 0.000");
        assertThat(of("membership inference by loss", 0.25, 0).flags()).isEmpty();
        assertThat(of("forget/membership by 20% least", 0, 0)).hasToString("forget/membership by 20% least, AUC 0.000");
    }

    @Test
    void flagsRefusalsGibberishAndWhatIsFarBelowChance() {
        assertThat(of(OverForgetting.REFUSALS, 0.51, 0)).hasToString("51 % refusals");
        assertThat(of(OverForgetting.REFUSALS, 0.5, 0).flags()).isEmpty();
        assertThat(of(OverForgetting.SAYING_NOTHING, 0.2, 0)).hasToString("20 % gibberish");
        assertThat(of(OverForgetting.SAYING_NOTHING, 0.1, 0).flags()).isEmpty();
        assertThat(of(OverForgetting.CHANCES, 0.01, 0)).hasToString("concept at 0.010 of chance");
        assertThat(of(OverForgetting.CHANCES, 0.1, 0).flags()).isEmpty();
    }

    @Test
    void flagsImagesThatFallApart() {
        assertThat(of("error under the mask", 1.5, 0)).hasToString("error under the mask 1.50, above 1");
        assertThat(of("places of the target", 0.44, 0)).hasToString("drawings fall apart");
        assertThat(of("places of the target", 0.45, 0).flags()).isEmpty();
    }
}
