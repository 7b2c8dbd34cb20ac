package io.github.fttp.core.train;

import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.mask.ElementMask;
import java.util.List;

/** All batches of a kind that make up a step, and what they hold together. */
record StepBatches<S>(TrainableModel<S> trainable, List<List<S>> batches, ElementMask.Counts totals, int samples) {
    static <S> StepBatches<S> of(TrainableModel<S> trainable, List<List<S>> batches) {
        ElementMask.Counts totals = new ElementMask.Counts(0, 0);
        int samples = 0;
        for (List<S> each : batches) {
            totals = totals.plus(trainable.mask(each).totals());
            samples += each.size();
        }
        return new StepBatches<>(trainable, batches, totals, samples);
    }

    StepBatch get(int i, Tape tape, long seed) {
        return new StepBatch(() -> trainable.forward(tape, batches.get(i), seed), totals, samples);
    }
}
