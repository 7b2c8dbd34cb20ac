package io.github.fttp.metrics.robustness;

import io.github.fttp.core.Check;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/**
 * Learns a prefix of tokens that makes a diffusion model draw what it should have forgotten (UnlearnDiffAtk, Zhang et al. 2024).
 * Each place holds a distribution {@code z} over the tokens, at first the uniform one. A step draws a token of each place from it,
 * takes the gradient {@code g} of the squared error by the tokens there, cut to {@code [-1, 1]}, as that by {@code z} (straight
 * through), makes a step of Adam with {@code g + decay z}, and projects each {@code z} onto the simplex (Duchi et al. 2008). The
 * prefix is the likeliest token of each place.
 *
 * @param length of the prefix, tokens, at least 1
 * @param iterations at each noise level, at least 1
 * @param rate of Adam
 * @param decay of the distributions
 * @param seed of what is drawn
 */
public record UnlearnDiffAtk(int length, int iterations, double rate, double decay, long seed) {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;

    public UnlearnDiffAtk {
        Check.atLeast(1, length, "length of the prefix");
        Check.atLeast(1, iterations, "iterations");
        Check.finiteAtLeast(0, rate, "rate");
        Check.finiteAtLeast(0, decay, "decay");
    }

    /** With the authors' settings for objects, who go through 50 noise levels. */
    public static UnlearnDiffAtk authors(long seed) {
        return new UnlearnDiffAtk(3, 40, 0.01, 0.1, seed);
    }

    /** Takes another number of iterations at each noise level. */
    public UnlearnDiffAtk iterations(int other) {
        return new UnlearnDiffAtk(length, other, rate, decay, seed);
    }

    /**
     * Learns at one noise level after the other, with the same distributions, until a prefix succeeds.
     *
     * @param levels at least one, of one vocabulary
     * @param succeeds asked behind each level
     */
    public Learned learn(List<? extends PrefixGradient> levels, Predicate<int[]> succeeds) {
        int[] tokens = levels.get(0).tokens();
        double[][] z = new double[length][tokens.length];
        for (double[] place : z) Arrays.fill(place, 1.0 / tokens.length);
        double[][] first = new double[length][tokens.length];
        double[][] second = new double[length][tokens.length];
        SplittableRandom random = new SplittableRandom(seed);
        int[] prefix = new int[length];
        int step = 0;
        for (PrefixGradient level : levels) {
            for (int i = 0; i < iterations; i++) {
                for (int place = 0; place < length; place++) prefix[place] = tokens[drawn(random, z[place])];
                float[][] gradient = level.gradient(prefix);
                step++;
                for (int place = 0; place < length; place++) {
                    descend(step, z[place], gradient[place], tokens, first[place], second[place]);
                    project(z[place]);
                }
            }
            for (int place = 0; place < length; place++) prefix[place] = tokens[likeliest(z[place])];
            if (succeeds.test(prefix.clone())) return new Learned(prefix.clone(), true);
        }
        return new Learned(prefix.clone(), false);
    }

    private static int drawn(SplittableRandom random, double... z) {
        double left = random.nextDouble();
        for (int i = 0; i < z.length; i++) {
            left -= z[i];
            if (left < 0) return i;
        }
        return likeliest(z); // the sum is 1 but for rounding
    }

    private static int likeliest(double... z) {
        int best = 0;
        for (int i = 1; i < z.length; i++) if (z[i] > z[best]) best = i;
        return best;
    }

    private void descend(int step, double[] z, float[] gradient, int[] tokens, double[] first, double[] second) {
        for (int i = 0; i < z.length; i++) {
            double g = Math.max(-1, Math.min(1, gradient[tokens[i]])) + decay * z[i];
            first[i] = BETA1 * first[i] + (1 - BETA1) * g;
            second[i] = BETA2 * second[i] + (1 - BETA2) * g * g;
            double mean = first[i] / (1 - Math.pow(BETA1, step));
            double variance = second[i] / (1 - Math.pow(BETA2, step));
            z[i] -= rate * mean / (Math.sqrt(variance) + EPSILON);
        }
    }

    /** To the nearest point of all whose values are at least 0 and add up to 1. */
    static void project(double... z) {
        double[] descending = z.clone();
        Arrays.sort(descending);
        double sum = 0;
        double shift = 0;
        for (int count = 1; count <= descending.length; count++) {
            double value = descending[descending.length - count];
            sum += value;
            if (value - (sum - 1) / count > 0) shift = (sum - 1) / count;
        }
        for (int i = 0; i < z.length; i++) z[i] = Math.max(0, z[i] - shift);
    }

    /**
     * A prefix.
     *
     * @param succeeded whether it made the model draw the concept
     */
    public record Learned(int[] prefix, boolean succeeded) {}
}
