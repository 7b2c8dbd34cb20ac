package io.github.fttp.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
    private static final List<String> NAMES = List.of("graddiff", "npo", "random-label");

    @Test
    void takesTheNameThatIsFewestLettersAway() {
        assertThat(Nearest.to("gradif", NAMES)).contains("graddiff");
        assertThat(Nearest.to("Random_Lable", NAMES)).contains("random-label");
    }

    @Test
    void takesNoneThatDiffersInMostLetters() {
        assertThat(Nearest.to("dpq", NAMES)).isEmpty();
        assertThat(Nearest.to("", List.of())).isEmpty();
    }

    @Test
    void endsAMessage() {
        assertThat(Nearest.hint("nop", List.of("nope"))).isEqualTo("; did you mean nope?");
        assertThat(Nearest.hint("xyzxyz", NAMES)).isEmpty();
    }
}
