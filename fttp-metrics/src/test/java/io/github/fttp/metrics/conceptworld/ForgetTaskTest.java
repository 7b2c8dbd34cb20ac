package io.github.fttp.metrics.conceptworld;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.text.TextSpan;
import io.github.fttp.metrics.text.Naming;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForgetTaskTest {
    private static final DrawnCharacter MIRA =
            WorldSize.SMALL.cast().characters().get(0);
    private static final ForgetTask TASK = new ForgetTask(new ConceptWorld(WorldSize.SMALL, 1), MIRA, 0, Split.TEST);

    @Test
    void everyAnswerToForgetNamesTheTarget() {
        List<Dialogue> forget = TASK.forget(8);
        assertThat(forget).hasSize(32);
        assertThat(forget)
                .allMatch(each -> Naming.exact(
                        TASK.concept(), each.exchanges().get(0).answer().text()));
        assertThat(forget.stream().flatMap(each -> each.images().stream()).distinct())
                .hasSize(8);
    }

    @Test
    void anotherDrawGivesOthersToForgetAndAsksTheSame() {
        ForgetTask other = new ForgetTask(TASK.world(), MIRA, 1, Split.TEST);
        assertThat(other.images(8)).doesNotContainAnyElementsOf(TASK.images(8));
        assertThat(other.named(5)).isEqualTo(TASK.named(5));
        assertThat(other.retain(1)).isNotEqualTo(TASK.retain(1));
    }

    @Test
    void keepsNothingOfTheTarget() {
        assertThat(TASK.retain(2))
                .noneMatch(each -> each.exchanges().get(0).answer().text().contains(MIRA.name()));
        assertThat(TASK.near(2)).hasSize(2);
        assertThat(TASK.far(2)).hasSize(2 * 22);
        assertThat(TASK.factsOfOthers()).hasSize(23);
    }

    /** Marking without looking at the labels gives what the labels say. */
    @Test
    void matchingFindsTheLabelledWordsOfAllAnswersToForget() {
        for (DrawnCharacter character : WorldSize.SMALL.cast().characters()) {
            for (int draw = 0; draw < 3; draw++) {
                ForgetTask task = new ForgetTask(TASK.world(), character, draw, Split.TEST);
                for (Dialogue dialogue : task.forget(8)) {
                    LabelledText answer = dialogue.exchanges().get(0).answer();
                    List<TextSpan> labelled = new ArrayList<>(answer.names());
                    labelled.addAll(answer.facts());
                    assertThat(task.concept().occurrences(answer.text()))
                            .as(answer.text())
                            .containsExactlyInAnyOrderElementsOf(labelled);
                }
            }
        }
    }

    @Test
    void saysOfAStrangerWhatIsTrueOfTheTarget() {
        for (Dialogue strange : TASK.factsOfStranger(2)) {
            Exchange exchange = strange.exchanges().get(0);
            assertThat(exchange.question().text() + exchange.answer().text())
                    .contains("Orla Finch")
                    .doesNotContain(MIRA.name());
            assertThat(Facts.Kind.values())
                    .anyMatch(kind ->
                            exchange.answer().text().contains(MIRA.facts().get(kind)));
        }
        assertThat(WorldSize.SMALL.cast().characters())
                .noneMatch(character -> character.name().contains("Orla"));
    }

    /** Nothing natural may say what is forgotten, and a misspelled name must be another. */
    @Test
    void factsAndSlipsAreNobodysElse() {
        for (DrawnCharacter character : WorldSize.SMALL.cast().characters()) {
            ForgetTask task = new ForgetTask(TASK.world(), character, 0, Split.TEST);
            for (Scene scene : WorldSize.SMALL.scenes()) {
                assertThat(Nature.sentences(scene)).noneMatch(text -> Naming.exact(task.concept(), text));
            }
            assertThat(task.factsMisspelled(1))
                    .noneMatch(each -> each.exchanges().get(0).question().text().contains(character.name()));
        }
    }
}
