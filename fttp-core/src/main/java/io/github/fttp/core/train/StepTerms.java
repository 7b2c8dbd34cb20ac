package io.github.fttp.core.train;

import io.github.fttp.core.autograd.Elementwise;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.loss.Normalisation;
import io.github.fttp.core.loss.SplitWeights;
import io.github.fttp.core.loss.Weighting;
import io.github.fttp.core.mask.ElementMask;
import io.github.fttp.core.method.Elements;
import io.github.fttp.core.method.Target;
import io.github.fttp.core.method.Terms;
import java.util.function.Supplier;

/** The terms of one of the batches that make up a step; the retain batch runs only if a method asks for it. */
final class StepTerms implements Terms {
    private final Tape tape;
    private final Normalisation normalisation;
    private final Elements forget;
    private final ElementMask.Counts forgetTotals;
    private final Supplier<Elements> retainPass;
    private final ElementMask.Counts retainTotals;
    private Elements retain;

    StepTerms(
            Tape tape,
            Normalisation normalisation,
            Elements forget,
            ElementMask.Counts forgetTotals,
            Supplier<Elements> retainPass,
            ElementMask.Counts retainTotals) {
        this.tape = tape;
        this.normalisation = normalisation;
        this.forget = forget;
        this.forgetTotals = forgetTotals;
        this.retainPass = retainPass;
        this.retainTotals = retainTotals;
    }

    @Override
    public Elements forget() {
        return forget;
    }

    @Override
    public Elements retain() {
        if (retain == null) retain = retainPass.get();
        return retain;
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
    public Var toTarget(Elements elements, Target target, Weighting weighting) {
        return elements.distanceTo(target, weights(elements, weighting));
    }

    @Override
    public Var guided(Elements elements, float guidance, Weighting weighting) {
        return elements.guided(guidance, weights(elements, weighting));
    }

    @Override
    public Var sum(Var... terms) {
        return Elementwise.sum(tape, terms);
    }

    private float[] weights(Elements elements, Weighting weighting) {
        ElementMask.Counts totals = elements == forget ? forgetTotals : retainTotals;
        return SplitWeights.of(weighting, elements.mask(), elements.probabilities(), normalisation, totals);
    }
}
