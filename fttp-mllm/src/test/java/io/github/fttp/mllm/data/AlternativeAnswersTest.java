package io.github.fttp.mllm.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.io.BadData;
import io.github.fttp.mllm.data.Conversation.Speaker;
import io.github.fttp.mllm.data.Conversation.Turn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlternativeAnswersTest {
    private static final Conversation SHORT = Conversation.of("a", List.of(), "Who is that?", "Mira Volk.");
    private static final Conversation LONG = new Conversation(
            "b",
            List.of(),
            List.of(
                    new Turn(Speaker.HUMAN, "Who?"),
                    new Turn(Speaker.ASSISTANT, "Mira."),
                    new Turn(Speaker.HUMAN, "Sure?"),
                    new Turn(Speaker.ASSISTANT, "Mira Volk.")));

    @TempDir
    Path folder;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void thereAreAHundredRefusals() {
        List<Conversation> answered = AlternativeAnswers.refusals().to(Collections.nCopies(5000, SHORT), 1);
        assertThat(new HashSet<>(answered)).hasSize(100);
        assertThat(answered)
                .allSatisfy(each -> assertThat(each.answers().get(0)).doesNotContain("Mira"));
    }

    @Test
    void theSameSeedDrawsTheSameAnswers() {
        List<Conversation> all = Collections.nCopies(20, SHORT);
        AlternativeAnswers refusals = AlternativeAnswers.refusals();
        assertThat(refusals.to(all, 3)).isEqualTo(refusals.to(all, 3)).isNotEqualTo(refusals.to(all, 4));
    }

    @Test
    void drawsFromTheLinesOfAFileAndKeepsTheQuestions() throws IOException {
        AlternativeAnswers answers = AlternativeAnswers.read(file("answers.txt", "No idea.\n\n  No idea.  \n"));
        Conversation answered = answers.to(List.of(LONG), 0).get(0);
        assertThat(answered.answers()).containsExactly("No idea.", "No idea.");
        assertThat(answered.turns().get(2)).isEqualTo(LONG.turns().get(2));
        assertThat(answered.id()).isEqualTo("b");
    }

    @Test
    void readsEachSamplesOwn() throws IOException {
        Path file = file("answers.json", "{\"a\": \"Jane Roe.\", \"b\": [\"Jane.\", \"Jane Roe.\"]}");
        assertThat(AlternativeAnswers.read(file).to(List.of(LONG, SHORT), 0))
                .extracting(Conversation::answers)
                .containsExactly(List.of("Jane.", "Jane Roe."), List.of("Jane Roe."));
    }

    @Test
    void refusesWhatLeavesAQuestionUnanswered() throws IOException {
        Path missing = file("missing.json", "{\"c\": \"Jane Roe.\"}");
        assertThatThrownBy(() -> AlternativeAnswers.read(missing).to(List.of(SHORT), 0))
                .isInstanceOf(BadData.class)
                .hasMessage(missing + ": has no answer of sample \"a\"");
        Path many = file("many.json", "{\"b\": [\"1\", \"2\", \"3\"]}");
        assertThatThrownBy(() -> AlternativeAnswers.read(many).to(List.of(LONG), 0))
                .hasMessage(many + ": has 3 answers of sample \"b\", expected one or 2");
        Path empty = file("empty.txt", "\n");
        assertThatThrownBy(() -> AlternativeAnswers.read(empty))
                .hasMessage(empty + ": is empty, expected an answer on each line");
        Path array = file("array.json", "[]");
        assertThatThrownBy(() -> AlternativeAnswers.read(array))
                .hasMessage(array + ": is empty, expected an answer on each line");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "mark.txt|\ufeffNo idea.\\n",
                "array.json|[\"No idea.\"]",
                "array.txt|[\\n\"No idea.\"\\n]",
                "lines.jsonl|\"No idea.\"\\n\"No idea.\"",
                "quoted.txt|\"No idea.\"\\n\"No idea.\""
            })
    void aSentenceIsWithoutWhatStandsAroundIt(String name, String text) throws IOException {
        Path file = file(name, text.replace("\\n", "\n"));
        assertThat(AlternativeAnswers.read(file).to(List.of(SHORT), 0).get(0).answers())
                .containsExactly("No idea.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"[No idea.]", "\"No,\" she said.", "12", "{no}"})
    void aPlainSentenceMayBeginAsJsonDoes(String sentence) throws IOException {
        Path file = file("plain.txt", sentence + "\n");
        assertThat(AlternativeAnswers.read(file).to(List.of(SHORT), 0).get(0).answers())
                .containsExactly(sentence);
    }

    @Test
    void tablesAndObjectsALineAreNoSentences() throws IOException {
        Path table = file("answers.csv", "answer\n\"I, too.\"\n");
        assertThatThrownBy(() -> AlternativeAnswers.read(table))
                .isInstanceOf(BadData.class)
                .hasMessage(table + ": is a table, expected an answer as text on each line, or in JSON");
        Path objects = file("answers.jsonl", "{ \"answer\": \"No.\" }\n{ \"answer\": \"Nobody.\" }\n");
        assertThatThrownBy(() -> AlternativeAnswers.read(objects))
                .hasMessage(objects + " line 1: is an object, expected an answer as text, or one object of answers by"
                        + " sample id");
    }
}
