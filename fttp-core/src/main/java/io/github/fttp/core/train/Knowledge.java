package io.github.fttp.core.train;

import io.github.fttp.core.Parts;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.mask.ElementMask;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The knowledge that a model has of the elements of some samples: of the concept's (conceptual knowledge) and of all others
 * (natural knowledge). Means are over elements, not over samples; NaN where there are no elements of a kind.
 *
 * @param conceptElements how many carry the concept; a soft mask counts in part
 * @param restElements how many do not
 * @param conceptLoss mean loss of the concept's elements: nats a token, squared error a latent value
 * @param restLoss mean loss of the others
 * @param conceptProbability arithmetic mean of the model's probability of the concept's elements
 * @param restProbability the same of the others
 * @param mentions how often the concept is named: a name of several tokens is one mention; 0 for images
 * @param mentionProbability arithmetic mean over mentions of the probability of all of a mention, the product over its tokens;
 *     NaN without mentions. Per token, a name that begins improbably goes on probably: the mean over tokens hardly falls
 * @param conceptLossInterval how sure {@code conceptLoss} is, by whole samples
 * @param restLossInterval likewise
 * @param mentionInterval likewise of {@code mentionProbability}
 */
public record Knowledge(
        double conceptElements,
        double restElements,
        double conceptLoss,
        double restLoss,
        double conceptProbability,
        double restProbability,
        long mentions,
        double mentionProbability,
        SampleInterval conceptLossInterval,
        SampleInterval restLossInterval,
        SampleInterval mentionInterval) {
    /** Measures the model as it is used, {@code batch} samples at a time. */
    public static <S> Knowledge of(TrainableModel<S> trainable, List<S> samples, int batch) {
        KnowledgeSums sums = new KnowledgeSums();
        for (List<S> part : Parts.of(samples, batch)) {
            try (Tape tape = Tape.forward(trainable.engine())) {
                sums.add(trainable.evaluate(tape, part));
            }
        }
        return sums.knowledge();
    }

    /**
     * Computes it of elements whose losses are known, without mentions.
     *
     * @param losses one an element of the mask
     * @param probabilities likewise
     */
    public static Knowledge of(ElementMask mask, float[] losses, float... probabilities) {
        if (losses.length != mask.size() || probabilities.length != mask.size()) {
            throw new IllegalArgumentException(losses.length + " losses and " + probabilities.length
                    + " probabilities for " + mask.size() + " elements");
        }
        KnowledgeSums sums = new KnowledgeSums();
        sums.add(mask, losses, probabilities);
        return sums.knowledge();
    }

    /** {@code exp(-conceptLoss)}: the geometric mean of the probabilities of the concept's elements. */
    public double conceptual() {
        return Math.exp(-conceptLoss);
    }

    /** {@code exp(-restLoss)}: the geometric mean of the probabilities of the other elements. */
    public double natural() {
        return Math.exp(-restLoss);
    }

    /** How sure {@link #conceptual} is. */
    public SampleInterval conceptualInterval() {
        return conceptLossInterval.expOfNegative();
    }

    /** How sure {@link #natural} is. */
    public SampleInterval naturalInterval() {
        return restLossInterval.expOfNegative();
    }

    /** How sure each value is that a {@link Step} has of it, by name. */
    Map<String, SampleInterval> intervals() {
        Map<String, SampleInterval> intervals = new LinkedHashMap<>();
        if (mentions > 0) intervals.put("mentionProbability", mentionInterval);
        intervals.put("conceptualKnowledge", conceptualInterval());
        intervals.put("naturalKnowledge", naturalInterval());
        return intervals;
    }

    /** {@code exp(restLoss)}: for text the perplexity of the other words; 1 is certainty. */
    public double restPerplexity() {
        return Math.exp(restLoss);
    }
}
