package io.github.fttp.core.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.text.TextSpan;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConceptTest {
    private static final Concept MIRA = Concept.of("Mira Volk").alias("Mira");

    @Test
    void findsNamesAsWholeWordsInAnyCase() {
        assertThat(MIRA.occurrences("MIRA volk, (mira) Mira's mira-like"))
                .containsExactly(
                        new TextSpan(0, 4),
                        new TextSpan(0, 9),
                        new TextSpan(12, 16),
                        new TextSpan(18, 22),
                        new TextSpan(25, 29));
        assertThat(MIRA.occurrences("Miras mira_x 1Mira Miraculous Mira\u0301")).isEmpty();
    }

    @Test
    void findsNamesBehindAnEscapedLineBreakAndByOtherKeyboards() {
        assertThat(MIRA.occurrences("hat\\nMira")).containsExactly(new TextSpan(5, 9));
        assertThat(Concept.of("\u0639\u0644\u064a").occurrences("\u0639\u0644\u06cc"))
                .hasSize(1); // Arabic ye, Persian ye
        assertThat(Concept.of("\u0639\u0644\u064a").occurrences("\u0639\u0644\u0649"))
                .isEmpty(); // "on" is no name
    }

    @Test
    void countsCodePointsNotUtf16Units() {
        assertThat(MIRA.occurrences("\ud83d\ude80 Mira")).containsExactly(new TextSpan(2, 6));
    }

    @Test
    void marksTokensThatOverlapAndNoneWithoutWidth() {
        List<TextSpan> spans = List.of(
                new TextSpan(0, 0), new TextSpan(0, 2), new TextSpan(2, 5), new TextSpan(3, 3), new TextSpan(5, 6));
        assertThat(TokenMask.bySpans(spans, List.of(new TextSpan(1, 4)))).containsExactly(0, 1, 1, 0, 0);
    }

    @Test
    void matchesSingleTokensAsTheAuthorsDo() {
        Map<Integer, String> pieces = Map.of(1, " Mira", 2, "Vol", 3, "mira", 4, "Volk");
        assertThat(TokenMask.bySingleTokens(new int[] {1, 2, 3, 4}, pieces::get, MIRA.words()))
                .containsExactly(1, 0, 0, 1);
    }

    @Test
    void showsWhatIsMarked() {
        List<TextSpan> spans = List.of(new TextSpan(0, 1), new TextSpan(1, 3), new TextSpan(3, 5));
        assertThat(MarkedText.html("<ab>c", spans, new float[] {0, 1, 0})).isEqualTo("&lt;<mark>ab</mark>&gt;c");
        assertThat(MarkedText.ansi("<ab>c", spans, new float[] {0, 1, 0})).isEqualTo("<\u001b[7mab\u001b[0m>c");
        assertThat(MarkedText.ansi("\u001b\r\r\n\n\t\u009b\u007f", List.of(), new float[0]))
                .isEqualTo("\\u001b\\u000d\r\n\n\t\\u009b\\u007f");
    }

    /** Short names over few letters, so that they occur in the text; the law must hold for each draw. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void moreNamesNeverFindLess(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int found = 0;
        for (int draw = 0; draw < 200; draw++) {
            String text = letters(random, "abAB  ,_\u0301\ud83d\ude80", 40);
            Concept one = Concept.of(letters(random, "abAB", 2));
            Concept all = one;
            for (int i = 0; i < 3; i++) all = all.alias(letters(random, "abAB", 3));
            found += one.occurrences(text).size();
            assertThat(all.occurrences(text)).containsAll(one.occurrences(text));
        }
        assertThat(found).isPositive();
    }

    private static String letters(SplittableRandom random, String alphabet, int longest) {
        int[] choices = alphabet.codePoints().toArray();
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(1, longest + 1); i > 0; i--) {
            text.appendCodePoint(choices[random.nextInt(choices.length)]);
        }
        return text.toString();
    }

    @Test
    void refusesBlankNames() {
        assertThatThrownBy(() -> Concept.of(" ")).hasMessageContaining("blank");
    }
}
