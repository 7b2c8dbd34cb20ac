package io.github.fttp.metrics.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.metrics.DataSet;
import org.junit.jupiter.api.Test;

class UnseenSetsTest {
    private static final Concept ADA = Concept.of("Ada Lind").alias("Ada");

    private final UnseenSets<String> sets = UnseenSets.<String>every(1)
            .with(DataSet.NATURAL, "natural.json")
            .with(DataSet.RETAIN, "retain.json")
            .with(DataSet.parse("generality:photos"), "photos.json")
            .with(DataSet.ofOther("Ada Holt"), "holt.json");

    @Test
    void setsToKeepWithALabelAreOfOtherConcepts() {
        assertThat(sets.others(ADA)).containsExactly(Concept.of("Ada Holt"));
    }

    @Test
    void refusesTheConceptItselfHoweverItIsWritten() {
        for (String name : new String[] {"Ada Lind", "ada  lind", "Ada"}) {
            assertThatThrownBy(
                            () -> sets.with(DataSet.ofOther(name), "ada.json").others(ADA))
                    .isInstanceOf(BadData.class)
                    .hasMessage("data set retain:" + name
                            + ": is to keep what \"Ada Lind\" names, which is to be forgotten");
        }
    }

    @Test
    void aShareOfTooFewSamplesIsInVainWhereItWasAskedFor() {
        UnseenSets<String> none = UnseenSets.every(0);
        HeldOut nothing = HeldOut.nothing(5);
        assertThat(none.inVain(nothing, HeldOut.nothing(0))).isEmpty();
        assertThat(none.share(0).inVain(nothing, HeldOut.nothing(0))).isEmpty();
        assertThat(none.share(0.5).inVain(nothing, HeldOut.of(40, 0.5, 0))).isEmpty();
        assertThat(none.share(0.5).inVain(nothing, HeldOut.nothing(0)))
                .hasValue("a share of 0.5 is to be held out, but of so few samples none is: held out of the data to"
                        + " forget: nothing of 5 samples");
    }

    @Test
    void refusesAConceptTwice() {
        assertThatThrownBy(() -> sets.with(DataSet.ofOther("Ada Holt"), "more.json"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is a data set retain:Ada Holt already");
        assertThatThrownBy(() ->
                        sets.with(DataSet.ofOther("ADA HOLT"), "more.json").others(ADA))
                .isInstanceOf(BadData.class)
                .hasMessage("data set retain:ADA HOLT: is of a concept that another set is of already");
    }
}
