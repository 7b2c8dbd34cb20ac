package io.github.fttp.core.train;

import io.github.fttp.core.method.Elements;
import java.util.function.Supplier;

/** One of a step's batches of a kind (to forget, to retain, alternative); runs when it is first asked for. */
final class StepBatch {
    private final Supplier<Elements> forward;
    private final int counted;
    private final int samples;
    private Elements elements;

    /**
     * @param counted number of elements that count in all batches of the kind
     * @param samples number of samples in them
     */
    StepBatch(Supplier<Elements> forward, int counted, int samples) {
        this.forward = forward;
        this.counted = counted;
        this.samples = samples;
    }

    /** A batch of a kind that there is none of; refuses to be asked for. */
    static StepBatch none(String why) {
        return new StepBatch(
                () -> {
                    throw new IllegalStateException(why);
                },
                0,
                0);
    }

    Elements elements() {
        if (elements == null) elements = forward.get();
        return elements;
    }

    boolean gave(Elements others) {
        return elements == others;
    }

    int counted() {
        return counted;
    }

    int samples() {
        return samples;
    }
}
