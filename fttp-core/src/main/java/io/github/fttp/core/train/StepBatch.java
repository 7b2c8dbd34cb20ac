package io.github.fttp.core.train;

import io.github.fttp.core.mask.ElementMask;
import io.github.fttp.core.method.Elements;
import java.util.function.Supplier;

/** One of a step's batches of a kind (to forget, to retain, alternative); runs when it is first asked for. */
final class StepBatch {
    private final Supplier<Elements> forward;
    private final ElementMask.Counts totals;
    private final int samples;
    private Elements elements;

    /**
     * @param totals over all batches of the kind
     * @param samples likewise
     */
    StepBatch(Supplier<Elements> forward, ElementMask.Counts totals, int samples) {
        this.forward = forward;
        this.totals = totals;
        this.samples = samples;
    }

    /** A batch of a kind that there is none of; refuses to be asked for. */
    static StepBatch none(String why) {
        return new StepBatch(
                () -> {
                    throw new IllegalStateException(why);
                },
                new ElementMask.Counts(0, 0),
                0);
    }

    Elements elements() {
        if (elements == null) elements = forward.get();
        return elements;
    }

    boolean gave(Elements others) {
        return elements == others;
    }

    ElementMask.Counts totals() {
        return totals;
    }

    int samples() {
        return samples;
    }
}
