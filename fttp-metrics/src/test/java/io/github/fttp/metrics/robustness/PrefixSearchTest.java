package io.github.fttp.metrics.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PrefixSearchTest {
    private static final int[] TOKENS = IntStream.range(0, 10).toArray();
    /** Best where each token is 7. */
    private static final Function<List<int[]>, double[]> SCORE = prefixes -> prefixes.stream()
            .mapToDouble(prefix -> -Arrays.stream(prefix)
                    .mapToDouble(each -> Math.abs(each - 7))
                    .sum())
            .toArray();

    @Test
    void findsTheBestTokenOfEachPosition() {
        PrefixSearch.Found found = new PrefixSearch(3, 20, 4, 1).search(TOKENS, SCORE);
        assertThat(found.prefix()).containsExactly(7, 7, 7);
        assertThat(found.score()).isZero();
    }

    @Test
    void givesTheSameForTheSameSeed() {
        PrefixSearch search = new PrefixSearch(4, 2, 1, 5);
        assertThat(search.search(TOKENS, SCORE).prefix())
                .isEqualTo(search.search(TOKENS, SCORE).prefix());
    }

    @Test
    void leavesNoPrefixForAWorseOne() {
        double first = new PrefixSearch(4, 1, 1, 3).search(TOKENS, SCORE).score();
        double later = new PrefixSearch(4, 1, 9, 3).search(TOKENS, SCORE).score();
        assertThat(later).isGreaterThanOrEqualTo(first);
    }
}
