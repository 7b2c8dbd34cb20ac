package io.github.fttp.metrics.robustness;

import io.github.fttp.core.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * Looks for tokens to put in front of a question that make a model say what it should have forgotten: a greedy coordinate
 * search. It goes round the positions; at each it tries random tokens and keeps the best, if that is better than what stands
 * there. The relative of GCG (Zou et al. 2023) that needs no gradient by tokens.
 *
 * @param length of the prefix, tokens, at least 1
 * @param candidates tried at a position, at least 1
 * @param rounds through all positions, at least 1
 * @param seed of the first prefix and of the candidates
 */
public record PrefixSearch(int length, int candidates, int rounds, long seed) {
    public PrefixSearch {
        Check.atLeast(1, length, "length of the prefix");
        Check.atLeast(1, candidates, "candidates a position");
        Check.atLeast(1, rounds, "rounds");
    }

    /**
     * The best prefix that was seen.
     *
     * @param tokens that may stand in it
     * @param score of each of some prefixes: the more, the better (the log probability of the forgotten answer, say)
     */
    public Found search(int[] tokens, Function<List<int[]>, double[]> score) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] best = new int[length];
        for (int i = 0; i < length; i++) best[i] = tokens[random.nextInt(tokens.length)];
        double bestScore = score.apply(List.of(best.clone()))[0];
        for (int i = 0; i < rounds * length; i++) {
            List<int[]> tried = new ArrayList<>();
            for (int c = 0; c < candidates; c++) {
                int[] other = best.clone();
                other[i % length] = tokens[random.nextInt(tokens.length)];
                tried.add(other);
            }
            double[] scores = score.apply(tried);
            for (int c = 0; c < candidates; c++) {
                if (!(scores[c] > bestScore)) continue;
                bestScore = scores[c];
                best = tried.get(c);
            }
        }
        return new Found(best, bestScore);
    }

    /** A prefix and its score. */
    public record Found(int[] prefix, double score) {}
}
