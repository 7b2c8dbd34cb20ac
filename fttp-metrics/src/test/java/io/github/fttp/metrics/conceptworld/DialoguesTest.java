package io.github.fttp.metrics.conceptworld;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.text.TextSpan;
import io.github.fttp.metrics.conceptworld.Facts.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DialoguesTest {
    private static final ConceptWorld WORLD = new ConceptWorld(WorldSize.SMALL, 1);
    private static final DrawnCharacter MIRA =
            WorldSize.SMALL.cast().characters().get(0);

    @Test
    void noPartSaysWhatAnotherSays() {
        Map<String, Split> said = new HashMap<>();
        for (Split split : Split.values()) {
            Set<String> texts = texts(split);
            assertThat(texts).hasSizeGreaterThan(500);
            for (String text : texts) assertThat(said.put(text, split)).as(text).isNull();
        }
    }

    private static Set<String> texts(Split split) {
        Set<String> texts = new HashSet<>();
        Dialogues said = WORLD.dialogues(split);
        for (DrawnCharacter character : WorldSize.SMALL.cast().characters()) {
            List<Dialogue> all =
                    new ArrayList<>(said.seen("test", WORLD.images(split, 10, character), 6, Topic.WHO, Topic.PET));
            for (Kind kind : Kind.values()) {
                all.addAll(said.facts(character, kind, DrawnCharacter::name, 5));
                all.addAll(said.facts(character, kind, DrawnCharacter::alias, 2));
            }
            all.addAll(said.aliases(character, 2));
            WORLD.images(split, 10, character).forEach(each -> texts.add(each.caption() + "."));
            for (Dialogue dialogue : all) {
                for (Exchange each : dialogue.exchanges()) {
                    texts.add(each.question().text());
                    texts.add(each.answer().text());
                }
            }
        }
        for (Scene scene : WorldSize.SMALL.scenes()) {
            said.nature(scene, 5)
                    .forEach(each -> texts.add(each.exchanges().get(0).answer().text()));
        }
        return texts;
    }

    @Test
    void labelsNamesAndFacts() {
        for (Dialogue dialogue : WORLD.dialogues(Split.TEST).facts(MIRA, Kind.PROFESSION, DrawnCharacter::alias, 5)) {
            LabelledText answer = dialogue.exchanges().get(0).answer();
            assertThat(marked(answer, answer.names())).containsExactly("Pippin");
            assertThat(marked(answer, answer.facts())).containsExactly("baker");
        }
        Staging two = WORLD.images(
                        Split.TEST, 1, MIRA, WorldSize.SMALL.cast().characters().get(1))
                .get(0);
        LabelledText who = WORLD.dialogues(Split.TEST)
                .seen("two", List.of(two), 1, Topic.WHO)
                .get(0)
                .exchanges()
                .get(0)
                .answer();
        assertThat(marked(who, who.names())).containsExactly("Mira Volk", "Tobin Ash");
        assertThat(who.facts()).isEmpty();
    }

    private static List<String> marked(LabelledText text, List<TextSpan> spans) {
        return spans.stream()
                .map(span -> text.text().substring(span.start(), span.end()))
                .toList();
    }

    @Test
    void describesPlacesWithoutNamingAnybody() {
        List<Dialogue> natural = new ForgetTask(WORLD, MIRA, 0, Split.TEST).natural(10);
        assertThat(natural.stream().flatMap(each -> each.exchanges().stream()))
                .hasSize(2 * 10 + WorldSize.SMALL.scenes().size())
                .allMatch(each -> each.answer().names().isEmpty());
    }

    @Test
    void asksEachTopicOnceAndTheWantedOneAlways() {
        for (Dialogue each :
                WORLD.dialogues(Split.TEST).seen("once", WORLD.images(Split.TEST, 10, MIRA), 4, Topic.WHO)) {
            assertThat(each.exchanges().stream().map(Exchange::topic))
                    .hasSize(4)
                    .doesNotHaveDuplicates()
                    .contains(Topic.WHO);
        }
    }

    @Test
    void everySentenceEndsAsOne() {
        assertThat(Stream.of(Split.values()).flatMap(split -> texts(split).stream()))
                .allMatch(text -> text.matches("[A-Z][^{}()|]*[.?]"))
                .noneMatch(text -> text.contains("  ") || text.contains(" .") || text.contains(" ,"));
    }
}
