package io.github.fttp.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.train.TrainableTable.Sentence;
import io.github.fttp.core.train.TrainableTable.Token;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnowledgeTest {
    @Test
    void takesWholeSamplesForAnInterval() {
        // Means 1 and 3 of two samples of two and one elements: r = (2 + 3) / 3, d = 2 - 2 r = -4/3 and 3 - r = 4/3;
        // the standard error is sqrt(2 / 1 * 2 * 16 / 9) / 3 = 8 / 9, Student's t of one degree of freedom 12.7062.
        SampleInterval interval = SampleInterval.of(new double[] {2, 0, 3}, 2, 0, 1);
        assertThat(interval.samples()).isEqualTo(2);
        assertThat(interval.low()).isEqualTo(5 / 3.0 - 12.7062 * 8 / 9, within(1e-3));
        assertThat(interval.high()).isEqualTo(5 / 3.0 + 12.7062 * 8 / 9, within(1e-3));
    }

    @Test
    void hasNoEndsForOneSample() {
        assertThat(SampleInterval.of(new double[] {2}, 2)).isEqualTo(SampleInterval.unknown(1));
    }

    @Test
    void isTheMeanOfEqualSamplesWithoutWidth() {
        SampleInterval interval = SampleInterval.of(new double[] {2, 4}, 1, 2);
        assertThat(interval.low()).isEqualTo(2);
        assertThat(interval.high()).isEqualTo(2);
    }

    @Test
    void knowsNothingBetterThanSurely() {
        SampleInterval knowledge = new SampleInterval(-0.1, Math.log(2), 5).expOfNegative();
        assertThat(knowledge.low()).isEqualTo(0.5, within(1e-12));
        assertThat(knowledge.high()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void isAsSureInWhateverBatchesSamplesCome(int batch) {
        double[] said = {Math.log(0.5), Math.log(0.3), Math.log(0.2)};
        try (OneDnnEngine engine = new OneDnnEngine();
                TrainableTable model = new TrainableTable(engine, 3, said, said)) {
            // Mentions of probability 0.5, 0.3 and 0.2, each beside a word of 0.5.
            List<Sentence> samples = IntStream.range(0, 3)
                    .mapToObj(label -> new Sentence(new Token(0, label, 1), new Token(0, 0, 0)))
                    .toList();
            Knowledge known = Knowledge.of(model, samples, batch);
            // Deviation 0.152753, error 0.0881917, Student's t of two degrees of freedom 4.302653: 1/3 +- 0.379458.
            assertThat(known.mentionInterval().low()).isZero();
            assertThat(known.mentionInterval().high()).isEqualTo(1 / 3.0 + 0.379458, within(1e-5));
            assertThat(known.mentionInterval().samples()).isEqualTo(3);
            assertThat(known.naturalInterval().low()).isEqualTo(0.5, within(1e-6));
            // Losses 0.693147, 1.203973, 1.609438: mean 1.168853, error 0.265093, margin 1.140601.
            assertThat(known.conceptualInterval().low()).isEqualTo(Math.exp(-2.309454), within(1e-5));
            assertThat(known.conceptualInterval().high()).isEqualTo(Math.exp(-0.028251), within(1e-5));
        }
    }
}
