package io.github.fttp.metrics.conceptworld;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.metrics.conceptworld.Facts.Kind;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CastTest {
    private static final Cast CAST = WorldSize.SMALL.cast();

    @Test
    void hasTwentyFourWithNamesOfTwoWordsAndLooksOfTheirOwn() {
        assertThat(CAST.characters()).hasSize(24);
        assertThat(CAST.characters().stream().map(DrawnCharacter::name))
                .doesNotHaveDuplicates()
                .allMatch(name -> name.split(" ").length == 2);
        assertThat(CAST.characters().stream().map(DrawnCharacter::alias)).doesNotHaveDuplicates();
        for (DrawnCharacter one : CAST.characters()) {
            for (DrawnCharacter other : CAST.characters()) {
                if (!one.equals(other))
                    assertThat(one.look().shared(other.look())).isLessThanOrEqualTo(3);
            }
        }
    }

    @Test
    void partsTheOthersIntoNearAndFar() {
        assertThat(CAST.characters().stream()
                        .filter(character -> !CAST.near(character).isEmpty()))
                .hasSize(16);
        for (DrawnCharacter character : CAST.characters()) {
            assertThat(CAST.near(character)).doesNotContain(character).doesNotContainAnyElementsOf(CAST.far(character));
            assertThat(CAST.near(character).size() + CAST.far(character).size()).isEqualTo(23);
        }
    }

    /** So that who guesses is right in one of eight. */
    @Test
    void everyFactIsTrueOfThree() {
        for (Kind kind : Kind.values()) {
            assertThat(CAST.characters().stream()
                            .map(character -> character.facts().get(kind))
                            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()))
                            .values())
                    .hasSize(8)
                    .allMatch(count -> count == 3);
        }
    }

    @Test
    void aCharacterIsInWhatShowsItAndInWhatSaysOneOfItsNames() {
        ConceptWorld world = new ConceptWorld(WorldSize.SMALL, 1);
        DrawnCharacter mira = CAST.named("Mira Volk");
        DrawnCharacter tobin = CAST.named("Tobin Ash");
        Dialogues said = world.dialogues(Split.TEST);
        assertThat(world.images(Split.TEST, 2, tobin, mira)).allMatch(mira::isIn);
        assertThat(world.images(Split.TEST, 2, tobin)).noneMatch(mira::isIn);
        assertThat(said.facts(mira, Kind.PET, DrawnCharacter::alias, 2))
                .allMatch(mira::isIn)
                .noneMatch(tobin::isIn);
        assertThat(said.seen("who", world.images(Split.TEST, 2, mira), 1, Topic.PLACE))
                .allMatch(mira::isIn);
    }
}
