package io.github.fttp.metrics.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.Engines;
import io.github.fttp.core.optim.Sgd;
import io.github.fttp.core.train.TrainableTable;
import io.github.fttp.core.train.TrainableTable.Sentence;
import io.github.fttp.core.train.TrainableTable.Token;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A table of one row of two words, the second of which is the concept's. */
class RelearningTest {
    private static final List<Sentence> SAID = List.of(new Sentence(new Token(0, 1, 1)));
    private static final double[] LOGITS = {2, 0};
    private static final double RATE = 0.5;

    private final Engine engine = Engines.best().engine();
    private final TrainableTable trainable = new TrainableTable(engine, 2, LOGITS, LOGITS);

    @AfterEach
    void close() {
        trainable.close();
        engine.close();
    }

    @Test
    void countsStepsUntilHalfOfWhatWasLostIsBack() {
        double before = 0.9;
        // The difference of the logits falls by twice the rate times the gradient.
        double difference = LOGITS[0] - LOGITS[1];
        double now = probability(difference);
        double enough = (before + now) / 2;
        int steps = 0;
        while (probability(difference) < enough) {
            difference -= 2 * RATE * (1 - probability(difference));
            steps++;
        }
        assertThat(steps).isBetween(2, 10);
        assertThat(relearning(20).steps(trainable, SAID, SAID, before)).hasValue(steps);
    }

    private static double probability(double difference) {
        return 1 / (1 + Math.exp(difference));
    }

    @Test
    void takesBackWhatItTaught() {
        OptionalInt first = relearning(20).steps(trainable, SAID, SAID, 0.9);
        assertThat(relearning(20).steps(trainable, SAID, SAID, 0.9)).isEqualTo(first);
    }

    @Test
    void tellsWhatIsThereFromWhatNeverComes() {
        assertThat(relearning(2).steps(trainable, SAID, SAID, 0.05)).isEmpty();
        assertThat(relearning(2).steps(trainable, SAID, SAID, 1)).hasValue(3);
    }

    @Test
    void countsWhatFallsApartAsNeverBackAndTakesItBackToo() {
        Relearning wild = new Relearning(Sgd.rate(Double.MAX_VALUE), 1, 4);
        assertThat(wild.steps(trainable, SAID, SAID, 1)).hasValue(5);
        assertThat(trainable.groups().get(0).parameters().get(0).value().toArray())
                .containsExactly((float) LOGITS[0], (float) LOGITS[1]);
    }

    private static Relearning relearning(int most) {
        return new Relearning(Sgd.rate(RATE), 1, most);
    }
}
