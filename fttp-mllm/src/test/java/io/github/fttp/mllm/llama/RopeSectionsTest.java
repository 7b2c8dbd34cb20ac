package io.github.fttp.mllm.llama;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RopeSectionsTest {
    @Test
    void sectionsStandOneBehindTheOther() {
        assertThat(new RopeSections(List.of(2, 1, 3), false).axes(6)).containsExactly(0, 0, 1, 2, 2, 2);
    }

    /** Height has places 1, 4, 7 below three times its size, width 2, 5, 8 likewise, time what is left. */
    @Test
    void interleavedSectionsTakeTurnsUntilTheyAreUsedUp() {
        assertThat(new RopeSections(List.of(5, 2, 1), true).axes(8)).containsExactly(0, 1, 2, 0, 1, 0, 0, 0);
    }

    @Test
    void withoutSectionsAllTurnByOneCoordinate() {
        assertThat(RopeSections.none().axes(3)).containsExactly(0, 0, 0);
        assertThat(RopeSections.none().fit(3)).isTrue();
    }

    @Test
    void sectionsMustShareOutAllFrequencies() {
        assertThat(new RopeSections(List.of(2, 1, 3), false).fit(6)).isTrue();
        assertThat(new RopeSections(List.of(2, 1, 3), false).fit(8)).isFalse();
    }
}
