package io.github.fttp.metrics.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.github.fttp.metrics.text.QuestionReading;
import io.github.fttp.metrics.text.TextObservation;
import io.github.fttp.metrics.text.TextSample;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class MmuMetricsTest {
    /** {@code |1/2 ln 2 + 1/4 ln 1/2| = 1/4 ln 2}; of the other name {@code 0} and a probability of 0, which counts as 1e-10. */
    @Test
    void distanceSumsOverPositionsAndAveragesNames() {
        QuestionReading before = new QuestionReading(new double[][] {{0.5, 0.25}, {0.1, 0}}, new double[0]);
        QuestionReading now = new QuestionReading(new double[][] {{0.25, 0.5}, {0.1, 0.2}}, new double[0]);
        double other = 1e-10 * Math.log(0.2 / 1e-10);
        assertThat(MmuMetrics.distance(before, now)).isCloseTo((Math.log(2) / 4 + other) / 2, offset(1e-15));
        assertThat(MmuMetrics.distance(before, before)).isZero();
    }

    /** Takes the two lowest of five tokens: -4.5 in the first and last question, and -9 where the second is known less. */
    @Test
    void membershipComparesAnswersToQuestionsKnownAlike() {
        double[] known = {-1, -2, -3, -4, -5};
        double[] less = {-1, -2, -3, -8, -10};
        TextObservation then = observed(List.of("red boats sail", "a hill", "green cars"), known, known, known);
        TextObservation now = observed(List.of("red boats", "a hill", "nothing"), known, less, known);
        // 2 of 3 words; the second question is left out, the third answer has nothing of the one before.
        assertThat(MmuMetrics.membership(then, now).value()).isCloseTo(2 / 3.0, offset(1e-12));
        assertThat(MmuMetrics.membership(then, now).samples()).isEqualTo(1);
        assertThat(MmuMetrics.membership(then, observed(List.of("", "", ""), less, less, less))
                        .samples())
                .isZero();
    }

    private static TextObservation observed(List<String> answers, double[]... words) {
        TextSample sample = new TextSample("id", "Who?", "Mira", List.of(), List.of());
        return new TextObservation(
                Collections.nCopies(3, sample),
                answers,
                List.of(),
                List.of(),
                List.of(),
                List.of(words).stream()
                        .map(each -> new QuestionReading(new double[0][], each))
                        .toList());
    }
}
