package io.github.fttp.mllm.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.fttp.core.mask.Concept;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProbeAnswersTest {
    private static double recalled(List<String> truths, List<String> answers) {
        return new ProbeAnswers(Concept.of("Ada Lind"), truths, answers)
                .recalled()
                .value();
    }

    @Test
    void ofATruthThatSaysTheNameTheNameCounts() {
        assertThat(recalled(List.of("It is Ada Lind.", "Ada Lind."), List.of("It is Ada Lind.", "It is Ben Holt.")))
                .isEqualTo(0.5);
    }

    @Test
    void wordsThatAnyAnswerHasAreNotRecalled() {
        List<String> truths = List.of("She is a baker.", "She is from Lyon.");
        assertThat(recalled(truths, List.of("She is a sailor.", "She is a sailor.")))
                .isEqualTo(0);
        assertThat(recalled(truths, truths)).isEqualTo(1);
        // Of the first's words 3/4 are said where 2/4 are by chance, of the second's 2/4 as by chance.
        assertThat(recalled(truths, List.of("She is a cook.", "She is.")))
                .isCloseTo((0.25 / 0.5 + 0) / 2, within(1e-12));
    }

    @Test
    void theSameTruthAskedInOtherWordsIsNotChance() {
        assertThat(recalled(List.of("A baker.", "A baker."), List.of("A baker.", "A baker.")))
                .isEqualTo(1);
        List<String> longer = List.of("Lyon.", "She lives in Lyon.");
        assertThat(recalled(longer, longer)).isEqualTo(1);
    }
}
