package io.github.fttp.metrics.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.io.BadData;
import java.util.List;
import org.junit.jupiter.api.Test;

class JudgeCommandTest {
    private static final List<AnswerJudge.Item> ITEMS = List.of(
            new AnswerJudge.Item("a", "Who?", "Mira", "Mira", 1, 10),
            new AnswerJudge.Item("b", "Who?", "Mira", "nobody", 1, 10));

    private static List<Double> scores(String command) {
        return new JudgeCommand(command).scores(ITEMS);
    }

    @Test
    void givesTheScoresInTheOrderOfTheAnswers() {
        assertThat(
                        scores(
                                "cat > /dev/null; echo '{\"id\": \"b\", \"score\": 2}'; echo '{\"id\": \"a\", \"score\": 9.5}'"))
                .containsExactly(9.5, 2.0);
        // What it reads: a line for each, of which sed makes the answer.
        assertThat(scores("sed 's/.*\"id\":\"\\(.\\)\".*/{\"id\":\"\\1\",\"score\":3}/'"))
                .containsExactly(3.0, 3.0);
    }

    @Test
    void whatFailsIsOneMessage() {
        assertThatThrownBy(() -> scores("echo out of credit >&2; exit 3"))
                .isInstanceOf(BadData.class)
                .hasMessageEndingWith(": ended with status 3: out of credit");
        assertThatThrownBy(() -> scores("echo '{\"id\": \"a\", \"score\": 5}'"))
                .hasMessageEndingWith("gave no score for \"b\"");
        assertThatThrownBy(() -> scores("echo '{\"id\": \"a\", \"score\": 11}'"))
                .hasMessageEndingWith("gave 11.0 for \"a\", expected a score from 1.0 to 10.0");
        assertThatThrownBy(
                        () -> scores(
                                "for n in 4 5; do echo '{\"id\": \"a\", \"score\": '$n'}'; done; echo '{\"id\": \"b\", \"score\": 5}'"))
                .hasMessageEndingWith("gave two scores for \"a\"");
        assertThatThrownBy(() -> scores("echo nine")).hasMessageStartingWith("the judge's output line 1: ");
        assertThatThrownBy(() -> new JudgeCommand("no-such-command-here").check())
                .hasMessageContaining("ended with status 127");
    }
}
