package io.github.fttp.metrics.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.metrics.statistics.Interval;
import java.util.List;
import org.junit.jupiter.api.Test;

class SequenceTableTest {
    @Test
    void hasARowForEachRequestAndTwoColumnsForEachMethod() {
        Interval most = new Interval(0.875, 0.75, 1, 4);
        Stage first = new Stage("a", "A", 1, "ada", most, new Interval(0.5, 0.25, 0.75, 4));
        Stage second = new Stage("a", "A", 2, "bea", most, Interval.NONE);
        Stage broken = new Stage("b", "B", 1, "ada", new Interval(1, 1, 1, 1), new Interval(0, 0, 0, 4));
        assertThat(new SequenceTable(List.of(first, second, broken)).markdown()).isEqualTo("""
                | requests | the last one | A: forgotten | A: others kept | B: forgotten | B: others kept |
                | --- | --- | --- | --- | --- | --- |
                | 1 | ada | 87.5% [75.0%, 100.0%], n 4 | 50.0% [25.0%, 75.0%], n 4 | 100.0% [100.0%, 100.0%], n 1 | 0.0% [0.0%, 0.0%], n 4 |
                | 2 | bea | 87.5% [75.0%, 100.0%], n 4 | - |  |  |
                """);
    }
}
