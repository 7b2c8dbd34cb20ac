package io.github.fttp.core.train;

import io.github.fttp.core.Parts;
import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.method.Elements;
import io.github.fttp.core.method.Passes;
import io.github.fttp.core.method.StepData;
import io.github.fttp.core.method.TrainingMethod;
import io.github.fttp.core.nn.Module;
import java.util.List;
import java.util.function.Consumer;

/**
 * Passes of samples through a trainable model. {@link #close} gives gradients back.
 *
 * @param forget samples to forget
 * @param retain samples to keep; may be empty
 * @param batch samples that go through the model together
 * @param seed of everything random
 * @param gradientCheckpointing as {@link Training#gradientCheckpointing()}
 */
record DataPasses<S>(
        TrainableModel<S> trainable,
        List<S> forget,
        List<S> retain,
        int batch,
        long seed,
        boolean gradientCheckpointing)
        implements Passes, AutoCloseable {
    @Override
    public Engine engine() {
        return trainable.engine();
    }

    @Override
    public List<Parameter> weights() {
        return trainable.groups().stream()
                .flatMap(group -> group.parameters().stream())
                .toList();
    }

    @Override
    public List<Module> towers() {
        return trainable.towers();
    }

    private List<List<S>> parts(Data data) {
        return Parts.of(data == Data.FORGET ? forget : retain, batch);
    }

    @Override
    public int batches(Data data) {
        return parts(data).size();
    }

    @Override
    public void gradients(Data data, TrainingMethod loss, Runnable behindEach) {
        if (!trainable.offers().containsAll(loss.needs())) {
            throw new BadData("gradients of " + loss.name(), "need " + loss.needs() + ", found " + trainable.offers());
        }
        weights().forEach(Parameter::clearGradient);
        List<List<S>> parts = parts(data);
        for (int i = 0; i < parts.size(); i++) {
            addGradient(loss, parts.get(i), i * batch);
            behindEach.run();
        }
    }

    private void addGradient(TrainingMethod loss, List<S> part, int from) {
        try (Tape tape =
                gradientCheckpointing ? Tape.checkpointing(trainable.engine()) : Tape.recording(trainable.engine())) {
            long random = Batches.mix(seed, from);
            StepBatch samples = StepBatches.of(trainable, List.of(part)).get(0, tape, random);
            StepBatch none = StepBatch.none("gradients are of one kind of data alone");
            tape.backward(loss.loss(new StepTerms(tape, StepData.BOTH, random, samples, none, none)));
        }
    }

    @Override
    public void elements(Data data, Consumer<Elements> each) {
        for (List<S> part : parts(data)) {
            try (Tape tape = Tape.forward(trainable.engine())) {
                each.accept(trainable.evaluate(tape, part));
                trainable.passed(part.size());
            }
        }
    }

    @Override
    public void close() {
        weights().forEach(Parameter::dropGradient);
    }
}
