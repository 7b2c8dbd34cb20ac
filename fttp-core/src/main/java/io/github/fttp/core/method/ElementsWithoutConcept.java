package io.github.fttp.core.method;

import io.github.fttp.core.autograd.Var;

/** Elements of a model that is only descended on, as in pretraining: none is of a concept, and no base model is kept. */
public interface ElementsWithoutConcept extends Elements {
    @Override
    default float[] probabilities() {
        float[] probabilities = losses().clone();
        for (int i = 0; i < probabilities.length; i++) probabilities[i] = (float) Math.exp(-probabilities[i]);
        return probabilities;
    }

    /** None that would mean anything here. */
    @Override
    default float chance() {
        return 0;
    }

    @Override
    default Mean recognition() {
        return new Mean(0, 0);
    }

    @Override
    default Var distanceToBase(float[] weights) {
        throw new IllegalStateException("no base model is kept");
    }
}
