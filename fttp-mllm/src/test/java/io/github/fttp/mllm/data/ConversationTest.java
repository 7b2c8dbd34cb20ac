package io.github.fttp.mllm.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConversationTest {
    private static final List<Path> ONE = List.of(Path.of("a.png"));

    private static String asked(List<Path> images, String question) {
        return Conversation.asking("1", images, question).turns().get(0).text();
    }

    @Test
    void imagesStandInFrontOfAQuestionOrWhereItSays() {
        assertThat(asked(ONE, "Who is this?")).isEqualTo("<image>Who is this?");
        assertThat(asked(ONE, "<image>\nWho is this?")).isEqualTo("<image>\nWho is this?");
        assertThat(asked(ONE, "Who is this?\n<image>")).isEqualTo("Who is this?\n<image>");
        assertThat(asked(List.of(), "Who are you?")).isEqualTo("Who are you?");
    }

    @Test
    void anAnsweredQuestionKeepsItsImagesToo() {
        Conversation answered = Conversation.of("1", ONE, "Who is this?", "Mira Volk.");
        assertThat(answered.firstQuestion().images()).isEqualTo(ONE);
        assertThat(answered.answers()).containsExactly("Mira Volk.");
    }

    @Test
    void questionsAndAnswersFollowEachOther() {
        assertThatThrownBy(() -> new Conversation("1", List.of(), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 has no turn");
        Conversation.Turn answer = new Conversation.Turn(Conversation.Speaker.ASSISTANT, "I am.");
        assertThatThrownBy(() -> new Conversation("1", List.of(), List.of(answer)))
                .hasMessage(
                        "turn 1 of conversation 1 is of ASSISTANT, expected HUMAN: questions and answers follow each other");
    }

    @Test
    void asOftenAsThereAreImages() {
        assertThatThrownBy(() -> asked(List.of(), "<image>\nWho?"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the prompt \"<image>\\nWho?\" has <image> 1 times, for 0 images; expected as often, or not at all");
        assertThatThrownBy(() -> asked(ONE, "<image><image>Who?")).hasMessageContaining("2 times, for 1 images");
    }
}
