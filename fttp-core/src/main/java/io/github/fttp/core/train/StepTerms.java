package io.github.fttp.core.train;

import io.github.fttp.core.autograd.Elementwise;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.loss.SplitWeights;
import io.github.fttp.core.loss.Weighting;
import io.github.fttp.core.method.Elements;
import io.github.fttp.core.method.StepData;
import io.github.fttp.core.method.Terms;
import java.util.stream.Stream;

/** The terms of one of the batches that make up a step; the batches beside it run only if a method asks for them. */
record StepTerms(Tape tape, StepData data, long seed, StepBatch forgetting, StepBatch retaining, StepBatch alternatives)
        implements Terms {
    @Override
    public Elements forget() {
        return forgetting.elements();
    }

    @Override
    public Elements retain() {
        return retaining.elements();
    }

    @Override
    public Elements alternative() {
        return alternatives.elements();
    }

    @Override
    public float[] weights(Elements elements, Weighting weighting) {
        return SplitWeights.of(
                weighting,
                elements.mask(),
                elements.probabilities(),
                batch(elements).counted());
    }

    @Override
    public int samples(Elements elements) {
        return batch(elements).samples();
    }

    private StepBatch batch(Elements elements) {
        return Stream.of(forgetting, retaining, alternatives)
                .filter(each -> each.gave(elements))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("elements of another step"));
    }

    @Override
    public Var weighted(Elements elements, Weighting weighting) {
        return elements.weighted(weights(elements, weighting));
    }

    @Override
    public Var toBase(Elements elements, Weighting weighting) {
        return elements.distanceToBase(weights(elements, weighting));
    }

    @Override
    public Var sum(Var... terms) {
        return Elementwise.sum(tape, terms);
    }
}
