package io.github.fttp.metrics.compare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GoalTest {
    @Test
    void isReachedUpToTheBoundItself() {
        assertThat(Goal.atMost(0.05).reached(0.05, 1)).isTrue();
        assertThat(Goal.atMost(0.1 + 0.2).reached(0.3, 1)).isTrue();
        assertThat(Goal.atMost(0.3).reached(0.1 + 0.2, 1)).isTrue();
        assertThat(Goal.atMost(0.05).reached(0.051, 1)).isFalse();
        assertThat(Goal.atLeast(0.95).reached(0.95, 1)).isTrue();
        assertThat(Goal.atLeast(0.95).reached(0.949, 1)).isFalse();
    }

    @Test
    void isMeasuredByAnotherRow() {
        Goal goal = Goal.atLeast(0.95).timesThatOf("before");
        assertThat(goal.reached(0.80, 0.8)).isTrue();
        assertThat(goal.reached(0.75, 0.8)).isFalse();
        assertThat(Goal.atMost(1.2).timesThatOf("fine-tuning").reached(0.08, 0.07))
                .isTrue();
    }

    @Test
    void isNotReachedByWhatIsNoNumber() {
        assertThat(Goal.atMost(1).reached(Double.NaN, 1)).isFalse();
        assertThat(Goal.atLeast(0).reached(Double.NaN, 1)).isFalse();
        assertThat(Goal.atLeast(0.95).reached(1, Double.NaN)).isFalse();
    }

    @Test
    void saysItsBoundAsItIs() {
        assertThat(Goal.atMost(0.05).text(true)).isEqualTo("at most 5%");
        assertThat(Goal.atMost(1 / 8.0 + 0.05).text(true)).isEqualTo("at most 17.5%");
        assertThat(Goal.atMost(0.0955).text(true)).isEqualTo("at most 9.55%");
        assertThat(Goal.atLeast(0.98).timesThatOf("before").text(true)).isEqualTo("at least 98% of before");
        assertThat(Goal.atMost(1.2).timesThatOf("fine-tuning").text(false)).isEqualTo("at most 1.2 times fine-tuning");
        assertThat(Goal.atLeast(2).text(false)).isEqualTo("at least 2");
    }
}
