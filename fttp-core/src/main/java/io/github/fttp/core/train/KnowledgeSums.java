package io.github.fttp.core.train;

import io.github.fttp.core.mask.ElementMask;
import io.github.fttp.core.method.Elements;
import java.util.Arrays;

/** Sums over elements; a soft mask counts an element partly for the concept, partly for the rest. */
final class KnowledgeSums {
    private double concept;
    private double conceptLoss;
    private double conceptProbability;
    private double rest;
    private double restLoss;
    private double restProbability;
    private long mentions;
    private double mentionProbability;

    void add(Elements elements) {
        float[] losses = elements.losses();
        add(elements.mask(), losses, elements.probabilities());
        double[] ofMentions = mentionLosses(elements.mentions(), losses);
        mentions += ofMentions.length;
        for (double loss : ofMentions) mentionProbability += Math.exp(-loss);
    }

    /** The negative log-probability of each mention: the sum over its tokens. */
    static double[] mentionLosses(int[] mentions, float... losses) {
        double[] sums = new double[Arrays.stream(mentions).max().orElse(-1) + 1];
        for (int i = 0; i < mentions.length; i++) if (mentions[i] >= 0) sums[mentions[i]] += losses[i];
        return sums;
    }

    void add(ElementMask mask, float[] losses, float... probabilities) {
        float[] carries = mask.concept();
        boolean[] counts = mask.counts();
        for (int i = 0; i < carries.length; i++) {
            if (!counts[i]) continue;
            concept += carries[i];
            rest += 1 - carries[i];
            if (carries[i] > 0) {
                conceptLoss += (double) carries[i] * losses[i];
                conceptProbability += (double) carries[i] * probabilities[i];
            }
            if (carries[i] < 1) {
                restLoss += (1.0 - carries[i]) * losses[i];
                restProbability += (1.0 - carries[i]) * probabilities[i];
            }
        }
    }

    Knowledge knowledge() {
        return new Knowledge(
                concept,
                rest,
                conceptLoss / concept,
                restLoss / rest,
                conceptProbability / concept,
                restProbability / rest,
                mentions,
                mentionProbability / mentions);
    }
}
