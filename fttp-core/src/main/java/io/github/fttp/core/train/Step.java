package io.github.fttp.core.train;

import java.util.Locale;
import java.util.Map;

/**
 * One optimiser step with what it saw, before it changed anything.
 *
 * @param number from 1
 * @param of how many there will be
 * @param epoch from 0, with its fraction: 1.5 is half way through the second
 * @param loss the method's, as it is minimised
 * @param conceptLoss mean loss of the concept's elements; NaN where there are none
 * @param restLoss mean loss of the others; NaN where there are none
 * @param conceptProbability arithmetic mean of the model's probability of the concept's elements
 * @param restProbability the same of the others
 * @param mentionProbability mean over the batch's mentions of the probability of a whole name, see {@link Knowledge}; NaN where
 *     there are none
 * @param conceptualKnowledge {@code exp(-conceptLoss)}, the geometric mean of those probabilities
 * @param naturalKnowledge {@code exp(-restLoss)}
 * @param intervals how sure the batch's mention probability and its conceptual and natural knowledge are, by name
 * @param rate the learning rate of the first parameter group
 * @param gradientNorm before clipping
 * @param seconds it took
 * @param peakBytes most memory resident so far, of the whole process; 0 where the system does not tell
 * @param figures what else the model side tells of its batches, see {@link io.github.fttp.core.method.Elements#figures}
 */
public record Step(
        int number,
        int of,
        double epoch,
        double loss,
        double conceptLoss,
        double restLoss,
        double conceptProbability,
        double restProbability,
        double mentionProbability,
        double conceptualKnowledge,
        double naturalKnowledge,
        Map<String, SampleInterval> intervals,
        double rate,
        double gradientNorm,
        double seconds,
        long peakBytes,
        Map<String, Double> figures) {
    /** Whether it saw data to forget, and not data to keep alone. */
    public boolean forgets() {
        return !(Double.isNaN(conceptLoss) && Double.isNaN(restLoss));
    }

    /** Says it in a line: the loss with its parts, as far as the batch has elements of both kinds, and the rate. */
    public String text() {
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "loss %.3f", loss));
        if (!Double.isNaN(conceptLoss)) {
            text.append(
                    String.format(Locale.ROOT, ", concept %.3f (probability %.2g)", conceptLoss, conceptProbability));
        }
        if (!Double.isNaN(mentionProbability)) {
            text.append(String.format(Locale.ROOT, ", whole name %.2g", mentionProbability));
        }
        if (!Double.isNaN(restLoss)) text.append(String.format(Locale.ROOT, ", rest %.3f", restLoss));
        return text.append(String.format(Locale.ROOT, ", rate %.2g", rate)).toString();
    }
}
