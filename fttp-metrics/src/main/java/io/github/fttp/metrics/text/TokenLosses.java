package io.github.fttp.metrics.text;

import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Losses of a model on given texts: the negative log-likelihood of each token (nats, teacher-forced).
 *
 * @param texts of each the losses of its tokens, at least one
 */
public record TokenLosses(List<double[]> texts) {
    public TokenLosses {
        if (texts.isEmpty()) throw new IllegalArgumentException("there are no texts");
        for (double[] text : texts) {
            if (text.length == 0) throw new IllegalArgumentException("a text has no tokens");
        }
        texts = List.copyOf(texts);
    }

    /** The mean loss of each text's tokens. */
    public double[] means() {
        return texts.stream().mapToDouble(TokenLosses::mean).toArray();
    }

    /** {@code exp} of each text's mean loss. */
    public double[] perplexities() {
        return DoubleStream.of(means()).map(Math::exp).toArray();
    }

    /** {@code exp(-mean loss)} of each text: the geometric mean of its tokens' probabilities (TOFU's "probability"). */
    public double[] probabilities() {
        return DoubleStream.of(means()).map(mean -> Math.exp(-mean)).toArray();
    }

    /** {@code exp} of the mean loss of all tokens of all texts. */
    public double perplexity() {
        return Math.exp(
                texts.stream().flatMapToDouble(DoubleStream::of).average().orElseThrow());
    }

    private static double mean(double... losses) {
        return DoubleStream.of(losses).average().orElseThrow();
    }
}
