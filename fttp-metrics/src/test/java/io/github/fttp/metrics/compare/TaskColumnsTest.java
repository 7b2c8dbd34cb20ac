package io.github.fttp.metrics.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.fttp.metrics.DataSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TaskColumnsTest {
    private static final Set<DataSet> SETS = Set.of(DataSet.RETAIN);

    private static Outcome of(double value) {
        Map<String, Score> figures = Map.of("retain/some", new Score(value, 1));
        return Outcome.untouched(Trial.before("fake", "a", Budget.FULL), figures, List.of());
    }

    @Test
    void whatIsLeftIsAShareOfWhatWas() {
        assertThat(TaskColumns.left(of(0.8), of(0.6), "some", SETS)).isCloseTo(0.75, within(1e-12));
        assertThat(TaskColumns.leftOfInverse(of(2), of(8), "some", SETS)).isEqualTo(0.25);
        assertThat(TaskColumns.left(of(0), of(0), "some", SETS)).isEqualTo(1);
    }

    @Test
    void weightsThatAreBrokenKeepNothing() {
        assertThat(TaskColumns.left(of(0.8), of(Double.NaN), "some", SETS)).isZero();
        assertThat(TaskColumns.leftOfInverse(of(2), of(Double.POSITIVE_INFINITY), "some", SETS))
                .isZero();
    }
}
