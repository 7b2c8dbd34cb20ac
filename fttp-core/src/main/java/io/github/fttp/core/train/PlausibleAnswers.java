package io.github.fttp.core.train;

import io.github.fttp.core.Parts;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.method.Elements;
import io.github.fttp.core.method.TokenElements;
import io.github.fttp.core.tensor.Tensor;
import java.util.List;

/**
 * How many answers a text model finds plausible where it names the concept: the name, and what it would say in its place.
 *
 * <p>Where a mention begins, its first token is left out of the model's distribution, and the perplexity of the rest is the
 * number of alternatives: {@code answers = 1 + exp(mean over mentions of H(q))}, {@code q} the softmax over all other tokens and
 * {@code H} its entropy. It counts first tokens: of names that begin alike it counts one.
 *
 * @param mentions how often the concept is named; a name of several tokens is one mention
 * @param answers at least 2; NaN without mentions
 */
record PlausibleAnswers(long mentions, double answers) {
    /**
     * Asks the model as it is used.
     *
     * @param trainable whose elements are tokens
     * @param batch samples that go through it together
     */
    public static <S> PlausibleAnswers of(TrainableModel<S> trainable, List<S> samples, int batch) {
        long mentions = 0;
        double entropies = 0;
        for (List<S> part : Parts.of(samples, batch)) {
            try (Tape tape = Tape.forward(trainable.engine())) {
                Elements elements = trainable.evaluate(tape, part);
                int[] of = elements.mentions();
                for (int i = 0; i < of.length; i++) {
                    boolean begins = of[i] >= 0 && (i == 0 || of[i] != of[i - 1]);
                    if (!begins) continue;
                    entropies += entropyWithout(TokenElements.of(elements), i);
                    mentions++;
                }
            }
        }
        return new PlausibleAnswers(mentions, 1 + Math.exp(entropies / mentions));
    }

    /** The entropy of the distribution that predicts a label, the label itself left out, in nats. */
    private static double entropyWithout(TokenElements elements, int row) {
        Tensor logits = elements.pass().logits().value(); // [N, V]
        float[] z = new float[logits.shape().dim(1)];
        logits.read((long) row * z.length, z, 0, z.length);
        z[elements.labels()[row]] = Float.NEGATIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (float each : z) most = Math.max(most, each);
        double sum = 0;
        double weighted = 0;
        for (float each : z) {
            double weight = Math.exp(each - most);
            sum += weight;
            if (weight > 0) weighted += weight * (each - most);
        }
        return Math.log(sum) - weighted / sum; // H = log Z - mean of z
    }
}
