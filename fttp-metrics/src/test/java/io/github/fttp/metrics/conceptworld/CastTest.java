package io.github.fttp.metrics.conceptworld;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.metrics.conceptworld.Facts.Kind;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CastTest {
    @Test
    void hasTwentyFourWithNamesOfTwoWordsAndLooksOfTheirOwn() {
        assertThat(Cast.FIGURES).hasSize(24);
        assertThat(Cast.FIGURES.stream().map(Figure::name))
                .doesNotHaveDuplicates()
                .allMatch(name -> name.split(" ").length == 2);
        assertThat(Cast.FIGURES.stream().map(Figure::alias)).doesNotHaveDuplicates();
        for (Figure one : Cast.FIGURES) {
            for (Figure other : Cast.FIGURES) {
                if (!one.equals(other))
                    assertThat(one.look().shared(other.look())).isLessThanOrEqualTo(3);
            }
        }
    }

    @Test
    void partsTheOthersIntoNearAndFar() {
        assertThat(Cast.FIGURES.stream().filter(figure -> !Cast.near(figure).isEmpty()))
                .hasSize(16);
        for (Figure figure : Cast.FIGURES) {
            assertThat(Cast.near(figure)).doesNotContain(figure).doesNotContainAnyElementsOf(Cast.far(figure));
            assertThat(Cast.near(figure).size() + Cast.far(figure).size()).isEqualTo(23);
        }
    }

    /** So that who guesses is right in one of eight. */
    @Test
    void everyFactIsTrueOfThree() {
        for (Kind kind : Kind.values()) {
            assertThat(Cast.FIGURES.stream()
                            .map(figure -> figure.facts().get(kind))
                            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()))
                            .values())
                    .hasSize(8)
                    .allMatch(count -> count == 3);
        }
    }
}
