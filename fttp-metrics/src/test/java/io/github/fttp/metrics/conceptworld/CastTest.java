package io.github.fttp.metrics.conceptworld;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.metrics.conceptworld.Facts.Kind;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CastTest {
    @Test
    void hasTwentyFourWithNamesOfTwoWordsAndLooksOfTheirOwn() {
        assertThat(Cast.CHARACTERS).hasSize(24);
        assertThat(Cast.CHARACTERS.stream().map(DrawnCharacter::name))
                .doesNotHaveDuplicates()
                .allMatch(name -> name.split(" ").length == 2);
        assertThat(Cast.CHARACTERS.stream().map(DrawnCharacter::alias)).doesNotHaveDuplicates();
        for (DrawnCharacter one : Cast.CHARACTERS) {
            for (DrawnCharacter other : Cast.CHARACTERS) {
                if (!one.equals(other))
                    assertThat(one.look().shared(other.look())).isLessThanOrEqualTo(3);
            }
        }
    }

    @Test
    void partsTheOthersIntoNearAndFar() {
        assertThat(Cast.CHARACTERS.stream()
                        .filter(character -> !Cast.near(character).isEmpty()))
                .hasSize(16);
        for (DrawnCharacter character : Cast.CHARACTERS) {
            assertThat(Cast.near(character)).doesNotContain(character).doesNotContainAnyElementsOf(Cast.far(character));
            assertThat(Cast.near(character).size() + Cast.far(character).size()).isEqualTo(23);
        }
    }

    /** So that who guesses is right in one of eight. */
    @Test
    void everyFactIsTrueOfThree() {
        for (Kind kind : Kind.values()) {
            assertThat(Cast.CHARACTERS.stream()
                            .map(character -> character.facts().get(kind))
                            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()))
                            .values())
                    .hasSize(8)
                    .allMatch(count -> count == 3);
        }
    }
}
