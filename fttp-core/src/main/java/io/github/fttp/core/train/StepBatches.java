package io.github.fttp.core.train;

import io.github.fttp.core.autograd.Tape;
import java.util.List;

/** All batches of a kind that make up a step, and how much they hold together. */
record StepBatches<S>(TrainableModel<S> trainable, List<List<S>> batches, int counted, int samples) {
    static <S> StepBatches<S> of(TrainableModel<S> trainable, List<List<S>> batches) {
        int counted = 0;
        int samples = 0;
        for (List<S> each : batches) {
            counted += trainable.mask(each).counted();
            samples += each.size();
        }
        return new StepBatches<>(trainable, batches, counted, samples);
    }

    StepBatch get(int i, Tape tape, long seed) {
        return new StepBatch(() -> trainable.forward(tape, batches.get(i), seed), counted, samples);
    }
}
