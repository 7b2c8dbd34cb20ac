package io.github.fttp.metrics.robustness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.io.BadData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A loss that is the sum of what each token costs in its place: the distance from 7 in the first, from 3 in others. */
class GreedyCoordinateGradientTest {
    private static final int VOCABULARY = 40;

    private record Costs(Predicate<int[]> allowed, List<int[]> asked) implements PrefixedModel {
        @Override
        public int[] tokens() {
            return IntStream.range(0, VOCABULARY).filter(token -> token != 3).toArray();
        }

        @Override
        public boolean allows(int... prefix) {
            return allowed.test(prefix);
        }

        @Override
        public float[][] gradient(int... prefix) {
            float[][] gradient = new float[prefix.length][VOCABULARY];
            for (int i = 0; i < prefix.length; i++) {
                for (int token = 0; token < VOCABULARY; token++) gradient[i][token] = cost(i, token);
            }
            return gradient;
        }

        @Override
        public double[] losses(List<int[]> prefixes) {
            asked.addAll(prefixes);
            return prefixes.stream()
                    .mapToDouble(prefix -> IntStream.range(0, prefix.length)
                            .map(i -> cost(i, prefix[i]))
                            .sum())
                    .toArray();
        }

        private static int cost(int place, int token) {
            return Math.abs(token - (place == 0 ? 7 : 3));
        }
    }

    private static Costs costs(Predicate<int[]> allowed) {
        return new Costs(allowed, new ArrayList<>());
    }

    /** Token 3 may not be used: 2 or 4 is the best in the other places. */
    @Test
    void findsTheTokensOfTheSmallestLossAmongThoseThatMayStandThere() {
        var found = new GreedyCoordinateGradient(3, 30, 4, 12, 1).search(costs(prefix -> true));
        assertThat(found.prefix()[0]).isEqualTo(7);
        assertThat(found.prefix()[1]).isIn(2, 4);
        assertThat(found.prefix()[2]).isIn(2, 4);
        assertThat(found.loss()).isEqualTo(2);
    }

    @Test
    void triesOnlyTheBestTokensOfAPlaceInExchangeForOne() {
        Costs costs = costs(prefix -> true);
        new GreedyCoordinateGradient(2, 1, 2, 50, 1).search(costs);
        int[] first = costs.asked().get(0);
        List<int[]> tried = costs.asked().subList(1, costs.asked().size());
        assertThat(tried).hasSizeBetween(1, 4).doesNotHaveDuplicates();
        assertThat(tried)
                .allMatch(prefix -> prefix[0] == first[0] ^ prefix[1] == first[1])
                // The gradients of 6 and 8 are equal: the first of them is taken.
                .allMatch(prefix -> prefix[0] == first[0] || prefix[0] == 7 || prefix[0] == 6)
                .allMatch(prefix -> prefix[1] == first[1] || prefix[1] == 2 || prefix[1] == 4);
    }

    @Test
    void leavesOutWhatNoTextSpells() {
        Costs costs = costs(prefix -> Arrays.stream(prefix).allMatch(token -> token % 2 == 0));
        var found = new GreedyCoordinateGradient(2, 30, 8, 12, 1).search(costs);
        assertThat(costs.asked()).allMatch(prefix -> prefix[0] % 2 == 0 && prefix[1] % 2 == 0);
        assertThat(found.loss()).isEqualTo(2); // 6 or 8, and 2 or 4
        assertThatThrownBy(() -> new GreedyCoordinateGradient(2, 1, 1, 1, 1).search(costs(prefix -> prefix.length < 2)))
                .isInstanceOf(BadData.class)
                .hasMessageContaining("no text spells 2 tokens, only 1");
    }

    @Test
    void givesTheSameForTheSameSeed() {
        GreedyCoordinateGradient search = new GreedyCoordinateGradient(4, 2, 3, 2, 5);
        assertThat(search.search(costs(prefix -> true)).prefix())
                .isEqualTo(search.search(costs(prefix -> true)).prefix());
    }
}
