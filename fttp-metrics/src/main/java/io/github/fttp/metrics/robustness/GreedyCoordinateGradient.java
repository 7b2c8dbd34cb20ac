package io.github.fttp.metrics.robustness;

import io.github.fttp.core.Check;
import io.github.fttp.core.io.BadData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Searches, among all tokens of a vocabulary, a prefix that makes a model say what it should have forgotten: greedy coordinate
 * gradient (Zou et al. 2023, algorithm 1). In each step the gradient by the tokens ranks, for each place, the tokens that would
 * lower the loss most; of these, exchanges of one token are drawn at random, and the best one is made even if it is worse than
 * what stands there. Candidates that no text spells are left out.
 *
 * @param length of the prefix, tokens, at least 1; the authors use 20
 * @param steps at least 1; the authors use 500
 * @param candidates best tokens of each place that are drawn from, at least 1; the authors use 256
 * @param batch exchanges that are tried in a step, at least 1; the authors use 512
 * @param seed of the first prefix and of what is drawn
 */
public record GreedyCoordinateGradient(int length, int steps, int candidates, int batch, long seed) {
    public GreedyCoordinateGradient {
        Check.atLeast(1, length, "length of the prefix");
        Check.atLeast(1, steps, "steps");
        Check.atLeast(1, candidates, "candidates of a place");
        Check.atLeast(1, batch, "exchanges of a step");
    }

    /** With the authors' settings. */
    public static GreedyCoordinateGradient authors(long seed) {
        return new GreedyCoordinateGradient(20, 500, 256, 512, seed);
    }

    /**
     * The prefix of the smallest loss that was seen.
     *
     * @throws BadData if no prefix of the length can be written with the model's tokens
     */
    public Found search(PrefixedModel model) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] now = first(model, random);
        Found best = new Found(now, model.losses(List.of(now))[0]);
        for (int step = 0; step < steps; step++) {
            List<int[]> tried = exchanges(model, now, random);
            if (tried.isEmpty()) continue;
            double[] losses = model.losses(tried);
            int least = IntStream.range(0, losses.length)
                    .boxed()
                    .min(Comparator.comparingDouble(i -> losses[i]))
                    .orElseThrow();
            now = tried.get(least);
            if (losses[least] < best.loss()) best = new Found(now, losses[least]);
        }
        return best;
    }

    /** Random tokens that can stand side by side. */
    private int[] first(PrefixedModel model, SplittableRandom random) {
        int[] tokens = model.tokens();
        int[] prefix = new int[0];
        while (prefix.length < length) {
            int[] longer = Arrays.copyOf(prefix, prefix.length + 1);
            int tries = 0;
            do {
                if (tries++ > tokens.length) {
                    throw new BadData("prefix", "no text spells " + length + " tokens, only " + prefix.length);
                }
                longer[prefix.length] = tokens[random.nextInt(tokens.length)];
            } while (!model.allows(longer));
            prefix = longer;
        }
        return prefix;
    }

    private List<int[]> exchanges(PrefixedModel model, int[] now, SplittableRandom random) {
        float[][] gradient = model.gradient(now);
        int[] tokens = model.tokens();
        Map<Integer, int[]> best = new HashMap<>();
        Set<List<Integer>> seen = new HashSet<>();
        List<int[]> exchanges = new ArrayList<>();
        for (int b = 0; b < batch; b++) {
            int place = random.nextInt(length);
            int[] open = best.computeIfAbsent(place, i -> lowest(tokens, gradient[i]));
            int[] other = now.clone();
            other[place] = open[random.nextInt(open.length)];
            boolean isNew = other[place] != now[place] && seen.add(List.of(place, other[place]));
            if (isNew && model.allows(other)) exchanges.add(other);
        }
        return exchanges;
    }

    /** The tokens of the smallest gradients. */
    private int[] lowest(int[] tokens, float... gradient) {
        return Arrays.stream(tokens)
                .boxed()
                .sorted(Comparator.comparingDouble(token -> gradient[token]))
                .limit(candidates)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** A prefix and its loss. */
    public record Found(int[] prefix, double loss) {}
}
