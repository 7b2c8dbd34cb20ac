package io.github.fttp.metrics.text;

import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Whether a model prefers the right answers to wrong ones (Maini et al. 2024, TOFU). Source: open-unlearning's {@code
 * truth_ratio}.
 *
 * @param correct probability of each right answer, {@code exp(-mean loss a token)}
 * @param wrong geometric mean over the wrong answers of theirs
 */
public record TruthRatio(double[] correct, double[] wrong) {
    private static final double SMALL = 1e-10;

    public TruthRatio {
        if (correct.length == 0 || correct.length != wrong.length) {
            throw new IllegalArgumentException(
                    correct.length + " right answers and " + wrong.length + " with wrong ones, expected as many");
        }
        correct = correct.clone();
        wrong = wrong.clone();
    }

    /**
     * From mean losses a token.
     *
     * @param correct of each question's right answer
     * @param wrong of each question's wrong answers, at least one
     */
    public static TruthRatio ofLosses(double[] correct, List<double[]> wrong) {
        double[] right = DoubleStream.of(correct).map(loss -> Math.exp(-loss)).toArray();
        for (double[] losses : wrong) {
            if (losses.length == 0) throw new IllegalArgumentException("a question has no wrong answers");
        }
        double[] others = wrong.stream()
                .mapToDouble(
                        losses -> Math.exp(-DoubleStream.of(losses).average().orElseThrow()))
                .toArray();
        return new TruthRatio(right, others);
    }

    /** {@code wrong / correct} of each question: above 1 the model prefers what is wrong. */
    public double[] ratios() {
        double[] ratios = new double[correct.length];
        for (int i = 0; i < ratios.length; i++) ratios[i] = wrong[i] / (correct[i] + SMALL);
        return ratios;
    }

    /** Mean of {@code min(r, 1/r)}, for what is to be forgotten: 1 is a model that prefers neither. */
    public double closerToOneIsBetter() {
        return DoubleStream.of(ratios()).map(TruthRatio::closerToOne).average().orElseThrow();
    }

    /** {@code min(r, 1/r)}. */
    static double closerToOne(double ratio) {
        return Math.min(ratio, 1 / (ratio + SMALL));
    }

    /** {@code max(0, 1 - r)}. */
    static double truth(double ratio) {
        return Math.max(0, 1 - ratio);
    }

    /**
     * The right answer's share of its probability and the sum of the wrong ones': TOFU's "normalised" probability of a
     * question with options.
     *
     * @param correct mean loss a token of the right answer
     * @param wrong those of the wrong ones
     */
    public static double probabilityAmong(double correct, double... wrong) {
        double right = Math.exp(-correct);
        double others = DoubleStream.of(wrong).map(loss -> Math.exp(-loss)).sum();
        return right / (right + others + SMALL);
    }

    /** Mean share of the right answer's probability, beside the geometric mean of the wrong ones. */
    public double shareOfRight() {
        double sum = 0;
        for (int i = 0; i < correct.length; i++) sum += correct[i] / (correct[i] + wrong[i] + SMALL);
        return sum / correct.length;
    }
}
