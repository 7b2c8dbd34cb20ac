package io.github.fttp.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PartsTest {
    @Test
    void haveAllInOrderAndOnlyTheLastFewer() {
        assertThat(Parts.of(List.of(), 2)).isEmpty();
        assertThat(Parts.of(List.of(1, 2), Integer.MAX_VALUE)).containsExactly(List.of(1, 2));
        assertThat(Parts.of(List.of(1), 2)).containsExactly(List.of(1));
        assertThat(Parts.of(List.of(1, 2, 3, 4), 2)).containsExactly(List.of(1, 2), List.of(3, 4));
        assertThat(Parts.of(List.of(1, 2, 3, 4, 5), 2)).containsExactly(List.of(1, 2), List.of(3, 4), List.of(5));
    }
}
