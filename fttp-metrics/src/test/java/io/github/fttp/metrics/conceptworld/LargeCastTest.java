package io.github.fttp.metrics.conceptworld;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.io.Digest;
import io.github.fttp.metrics.conceptworld.Facts.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Characters of the large world: likeness is there on purpose, and no other. */
class LargeCastTest {
    private static final Cast CAST = WorldSize.LARGE.cast();
    private static final List<DrawnCharacter> ALL = CAST.characters();

    @Test
    void hasTwoHundredInTwentyPlacesWithNamesOfTheirOwn() {
        assertThat(ALL).hasSize(200);
        assertThat(WorldSize.LARGE.scenes()).hasSize(20).doesNotHaveDuplicates();
        assertThat(ALL.stream().flatMap(each -> Stream.of(each.name(), each.alias())))
                .doesNotHaveDuplicates();
        assertThat(ALL).allMatch(each -> each.name().matches("[A-Z][a-z]{3,} [A-Z][a-z]{3,}"));
    }

    @Test
    void threeShareBodyAndColourWithEachAndFourThreeOrTwoTraits() {
        for (DrawnCharacter one : ALL) {
            assertThat(CAST.near(one).stream()
                            .map(near -> near.look().shared(one.look()))
                            .sorted())
                    .as(one.name())
                    .containsExactly(2, 3, 4);
            assertThat(CAST.far(one))
                    .as(one.name())
                    .hasSize(196)
                    .allMatch(far -> far.look().shared(one.look()) <= 3);
        }
    }

    @Test
    void aTrimCanBeSeenOnEverybody() {
        assertThat(ALL.stream().map(DrawnCharacter::look))
                .allMatch(look -> look.trim() != look.colour())
                .noneMatch(look -> look.pattern() == Look.Pattern.PLAIN
                        && look.headwear() == Look.Headwear.NONE
                        && look.accessory() == Look.Accessory.NONE);
    }

    @Test
    void everyFactIsTrueOfTenAndNoTwoShareMoreThanOne() {
        for (Kind kind : Kind.values()) {
            assertThat(counts(each -> each.facts().get(kind)))
                    .as(kind.name())
                    .hasSize(20)
                    .allMatch(count -> count == 10);
        }
        for (DrawnCharacter one : ALL) {
            for (DrawnCharacter other : ALL) {
                if (one.equals(other)) continue;
                List<Kind> shared = Stream.of(Kind.values())
                        .filter(kind ->
                                one.facts().get(kind).equals(other.facts().get(kind)))
                        .toList();
                assertThat(shared).as(one.name() + " and " + other.name()).hasSizeLessThanOrEqualTo(1);
                if (one.look().shared(other.look()) == 4) assertThat(shared).containsExactly(Kind.PROFESSION);
            }
        }
    }

    @Test
    void fortyNamesArePutTogetherOfThoseOfTwoOthers() {
        assertThat(counts(each -> each.name().split(" ")[0]))
                .hasSize(160)
                .filteredOn(count -> count == 2)
                .hasSize(40);
        assertThat(counts(each -> each.name().split(" ")[1]))
                .hasSize(160)
                .filteredOn(count -> count == 2)
                .hasSize(40);
    }

    private static List<Long> counts(Function<DrawnCharacter, String> of) {
        return List.copyOf(ALL.stream()
                .collect(Collectors.groupingBy(of, Collectors.counting()))
                .values());
    }

    @Test
    void everybodyIsSeenWithTheNearOnes() {
        for (DrawnCharacter one : ALL) {
            assertThat(CAST.companions(one))
                    .hasSize(24)
                    .doesNotContain(one)
                    .containsAll(CAST.near(one))
                    .allMatch(other -> CAST.companions(other).contains(one));
        }
    }

    @Test
    void inTheSmallWorldEverybodyIsSeenWithEverybody() {
        for (DrawnCharacter one : WorldSize.SMALL.cast().characters()) {
            assertThat(WorldSize.SMALL.cast().companions(one))
                    .isEqualTo(WorldSize.SMALL.cast().characters().stream()
                            .filter(other -> !other.equals(one))
                            .toList());
        }
    }

    @Test
    void strangersHaveNamesThatNobodyHas() {
        List<String> strangers = WorldSize.LARGE.strangers();
        assertThat(strangers).doesNotHaveDuplicates();
        assertThat(ALL).noneMatch(each -> strangers.contains(each.name()));
    }

    @Test
    void noNameIsAWordOfWhatIsSaid() {
        Dialogues said = new ConceptWorld(WorldSize.LARGE, 1).dialogues(Split.TEST);
        String sentences = WorldSize.LARGE.scenes().stream()
                .flatMap(scene -> said.nature(scene, 8).stream())
                .map(each -> each.exchanges().get(0).question().text()
                        + each.exchanges().get(0).answer().text())
                .collect(Collectors.joining(" "))
                .toLowerCase(Locale.ROOT);
        for (DrawnCharacter each : ALL) {
            for (String part :
                    (each.name() + " " + each.alias()).toLowerCase(Locale.ROOT).split(" "))
                if (!"old little uncle doctor captain lady madam auntie".contains(part))
                    assertThat(sentences).doesNotContain(" " + part);
        }
    }

    /** Models that were pretrained on the large world would know nothing of another one. */
    @Test
    void isTheOneThatModelsWerePretrainedOn() {
        Digest digest = new Digest();
        for (DrawnCharacter each : ALL)
            digest.add(ByteBuffer.wrap(each.toString().getBytes(StandardCharsets.UTF_8)));
        for (String each : WorldSize.LARGE.strangers())
            digest.add(ByteBuffer.wrap(each.getBytes(StandardCharsets.UTF_8)));
        assertThat(digest.hex()).isEqualTo("540720a3f78e8c94c0561d80db9dc822a2280c5959abad0e15cd29756cf59595");
    }
}
