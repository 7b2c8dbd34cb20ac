package io.github.fttp.metrics.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.Direction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TaskColumnsTest {
    private static final Set<DataSet> ONE = Set.of(DataSet.FORGET);
    private static final Set<DataSet> BOTH = Set.of(DataSet.FORGET, DataSet.GENERALITY);

    private static Outcome of(double forget) {
        return of(Map.of("forget/some", forget));
    }

    private static Outcome of(double forget, double generality) {
        return of(Map.of("forget/some", forget, "generality/some", generality));
    }

    private static Outcome of(Map<String, Double> values) {
        Map<String, Score> figures = new LinkedHashMap<>();
        values.forEach((name, value) -> figures.put(name, new Score(value, 1)));
        return Outcome.untouched(Trial.before("fake", "a", Budget.FULL), figures, List.of());
    }

    private static double left(Outcome before, Outcome after, Direction better, Set<DataSet> sets) {
        return TaskColumns.left(before, after, "some", better, sets);
    }

    private static double gone(Outcome before, Outcome after, Direction better, Set<DataSet> sets) {
        return TaskColumns.gone(before, after, "some", better, sets);
    }

    @Test
    void whatIsLeftIsAShareOfWhatWas() {
        assertThat(left(of(0.8), of(0.6), Direction.HIGHER, ONE)).isCloseTo(0.75, within(1e-12));
        assertThat(left(of(2), of(8), Direction.LOWER, ONE)).isEqualTo(0.25);
        assertThat(gone(of(2), of(8), Direction.LOWER, ONE)).isEqualTo(0.75);
        assertThat(left(of(0.8), of(0.9), Direction.HIGHER, ONE)).isEqualTo(1);
    }

    @Test
    void aSetWhereItIsGoneIsNotLeftAndOneWhereItIsLeftIsNotGone() {
        assertThat(left(of(0.8, 0.8), of(0, 0.8), Direction.HIGHER, BOTH)).isZero();
        assertThat(gone(of(0.8, 0.8), of(0, 0.8), Direction.HIGHER, BOTH)).isZero();
        // Left are 1/4 and 1/2, gone 3/4 and 1/2.
        assertThat(left(of(0.8, 0.8), of(0.2, 0.4), Direction.HIGHER, BOTH)).isCloseTo(2 / (4 + 2.0), within(1e-12));
        assertThat(gone(of(0.8, 0.8), of(0.2, 0.4), Direction.HIGHER, BOTH))
                .isCloseTo(2 / (4 / 3.0 + 2), within(1e-12));
    }

    @Test
    void whereNothingWasThereIsNothingToLose() {
        assertThat(left(of(0), of(0), Direction.HIGHER, ONE)).isEqualTo(1);
        assertThat(gone(of(0), of(0), Direction.HIGHER, ONE)).isEqualTo(1);
        assertThat(gone(of(0.8, 0), of(0.2, 0), Direction.HIGHER, BOTH)).isCloseTo(0.75, within(1e-12));
    }

    @Test
    void weightsThatAreBrokenKeepNothing() {
        assertThat(left(of(0.8), of(Double.NaN), Direction.HIGHER, ONE)).isZero();
        assertThat(left(of(2), of(Double.POSITIVE_INFINITY), Direction.LOWER, ONE))
                .isZero();
        assertThat(gone(of(0.8), of(Double.NaN), Direction.HIGHER, ONE)).isEqualTo(1);
    }

    @Test
    void setsWithoutAMetricAreNotAmongThoseThatWereMeasured() {
        assertThat(TaskColumns.measured(of(0.8), "some", BOTH)).isEqualTo(ONE);
        assertThat(TaskColumns.measured(of(0.8), "other", BOTH)).isEmpty();
    }

    @Test
    void figuresThatNothingWasAskedForAreNotAmongWhatIsLeft() {
        Outcome before = of(Map.of("near", Double.NaN, "far", 0.8));
        Outcome after = of(Map.of("near", Double.NaN, "far", 0.2));
        assertThat(after.left(List.of("near", "far"), before)).containsExactly(0.25);
    }
}
