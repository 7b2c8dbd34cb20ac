package io.github.fttp.core.train;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.autograd.Rows;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.mask.ElementMask;
import io.github.fttp.core.method.Elements;
import io.github.fttp.core.method.Need;
import io.github.fttp.core.method.TokenElements;
import io.github.fttp.core.optim.ParameterGroup;
import io.github.fttp.core.tensor.Shape;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** The smallest model there is: a table of logits, each sample a row of it with a label. */
final class TrainableToy implements TrainableModel<TrainableToy.Sample>, AutoCloseable {
    static final int WORDS = 5;

    record Sample(int row, int label, float concept) {}

    private final Engine engine;
    final Parameter table;
    private final Set<Need> offers;
    private final double rateFactor;

    TrainableToy(Engine engine, int rows, Set<Need> offers) {
        this(engine, rows, offers, 1);
    }

    TrainableToy(Engine engine, int rows, Set<Need> offers, double rateFactor) {
        this.rateFactor = rateFactor;
        this.engine = engine;
        this.offers = offers;
        float[] values = new float[rows * WORDS];
        for (int i = 0; i < values.length; i++) values[i] = (i * 7 % 11 - 5) * 0.1f;
        table = new Parameter("table", engine.pool().draw(Shape.of(rows, WORDS)).set(values));
        table.trainable(true);
    }

    @Override
    public Engine engine() {
        return engine;
    }

    @Override
    public List<ParameterGroup> groups() {
        return List.of(new ParameterGroup(List.of(table), rateFactor));
    }

    @Override
    public Set<Need> offers() {
        return offers;
    }

    @Override
    public ElementMask mask(List<Sample> batch) {
        float[] concept = new float[batch.size()];
        for (int i = 0; i < concept.length; i++) concept[i] = batch.get(i).concept();
        return ElementMask.of(concept);
    }

    @Override
    public Elements evaluate(Tape tape, List<Sample> batch) {
        return forward(tape, batch, 0);
    }

    @Override
    public Elements forward(Tape tape, List<Sample> batch, long seed) {
        int[] rows = batch.stream().mapToInt(Sample::row).toArray();
        int[] labels = batch.stream().mapToInt(Sample::label).toArray();
        int[] sequences = IntStream.range(0, rows.length).toArray();
        Var logits = Rows.gather(tape, tape.use(table), rows);
        return TokenElements.of(new ToyPass(tape, logits), mask(batch), labels, sequences, rows.length, part -> {
            throw new AssertionError("offers no base model");
        });
    }

    private record ToyPass(Tape tape, Var logits) implements PassOfATable {
        @Override
        public Var states(int block) {
            throw new AssertionError("has no blocks");
        }
    }

    @Override
    public void close() {
        table.close();
    }
}
