package io.github.fttp.core.clip;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.text.TextSpan;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Start is 90, end 91, padding 92. */
class EncodedPromptTest {
    private static final TextSpan NOWHERE = new TextSpan(0, 0);

    @Test
    void aPrefixTakesThePlaceOfPadding() {
        EncodedPrompt prompt = new EncodedPrompt(
                "a b",
                new int[] {90, 1, 2, 91, 92, 92},
                List.of(NOWHERE, new TextSpan(0, 1), new TextSpan(2, 3), NOWHERE, NOWHERE, NOWHERE),
                "");
        assertThat(prompt.behind()).containsExactly(90, 1, 2, 91, 92, 92);
        assertThat(prompt.behind(7, 8)).containsExactly(90, 7, 8, 1, 2, 91);
        assertThat(prompt.behind(7)).containsExactly(90, 7, 1, 2, 91, 92);
    }

    @Test
    void ofALongPromptTheEndMakesRoomAndTheEndTokenStays() {
        EncodedPrompt prompt = new EncodedPrompt(
                "a b c",
                new int[] {90, 1, 2, 3, 91},
                List.of(NOWHERE, new TextSpan(0, 1), new TextSpan(2, 3), new TextSpan(4, 5), NOWHERE),
                "");
        assertThat(prompt.behind(7)).containsExactly(90, 7, 1, 2, 91);
        assertThat(prompt.behind(7, 8)).containsExactly(90, 7, 8, 1, 91);
    }
}
