package io.github.fttp.metrics.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.train.Knowledge;
import io.github.fttp.core.train.SampleInterval;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.Metrics;
import io.github.fttp.metrics.Observations;
import io.github.fttp.metrics.Observed;
import io.github.fttp.metrics.statistics.Interval;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DenoisingMetricsTest {
    private static final SampleInterval UNSURE = SampleInterval.unknown(1);

    @Test
    void meansAreOverValuesAndIntervalsOverImages() {
        // (2 * 1 + 6 * 3) / 8, in the last quarter (2 * 1 + 6 * 7) / 8, together (3 * 20 + 44) / 32
        assertThat(measured("error under the mask, quarter 1").value()).isEqualTo(2.5);
        assertThat(measured("error under the mask, quarter 4").value()).isEqualTo(5.5);
        Interval together = measured("error under the mask");
        assertThat(together.value()).isEqualTo(3.25);
        // Of two images a sample may be the same one twice: from 1 to (3 * 3 + 7) / 4.
        assertThat(together.samples()).isEqualTo(2);
        assertThat(together.low()).isEqualTo(1);
        assertThat(together.high()).isEqualTo(4);
    }

    private static Interval measured(String name) {
        List<Knowledge> small = Collections.nCopies(4, knowledge(2, 1));
        List<Knowledge> large = List.of(knowledge(6, 3), knowledge(6, 3), knowledge(6, 3), knowledge(6, 7));
        List<Knowledge> unmasked = Collections.nCopies(4, knowledge(0, Double.NaN));
        ImageObservation seen =
                ImageObservation.of(List.of(), List.of(), List.of(), List.of(small, large, unmasked), List.of());
        Concept concept = Concept.of("Mira");
        Observations<ImageObservation> none = Observations.none(concept);
        return Metrics.named(ImageObservation.class, name)
                .measure(new Observed<>(
                        DataSet.FORGET, new Observations<>(concept, Map.of(DataSet.FORGET, seen)), none, none));
    }

    private static Knowledge knowledge(double elements, double loss) {
        return new Knowledge(elements, 1, loss, 1, 1, 1, 0, Double.NaN, UNSURE, UNSURE, UNSURE);
    }
}
