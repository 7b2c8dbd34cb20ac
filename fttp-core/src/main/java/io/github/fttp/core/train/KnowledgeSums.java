package io.github.fttp.core.train;

import io.github.fttp.core.mask.ElementMask;
import io.github.fttp.core.method.Elements;

/** Sums over elements; a soft mask counts an element partly for the concept, partly for the rest. */
final class KnowledgeSums {
    private double concept;
    private double conceptLoss;
    private double conceptProbability;
    private double rest;
    private double restLoss;
    private double restProbability;

    void add(Elements elements) {
        add(elements.mask(), elements.losses(), elements.probabilities());
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
                restProbability / rest);
    }
}
