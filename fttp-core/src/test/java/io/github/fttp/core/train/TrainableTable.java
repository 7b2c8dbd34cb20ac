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
import io.github.fttp.core.tensor.Tensor;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A text model that is a table: a row's logits, and the state of its only block, are the row itself. Its base model is another
 * table.
 */
public final class TrainableTable implements TrainableModel<TrainableTable.Sentence>, AutoCloseable {
    /** A prediction from a row of the table. */
    public record Token(int row, int label, float concept) {}

    /** Tokens in a row. */
    public record Sentence(Token... tokens) {}

    private final Engine engine;
    final Parameter table;
    private final Parameter base;

    /** @param values row by row, {@code words} each */
    public TrainableTable(Engine engine, int words, double[] values, double[] baseValues) {
        this.engine = engine;
        table = parameter("table", words, values);
        table.trainable(true);
        base = parameter("base", words, baseValues);
    }

    private Parameter parameter(String name, int words, double... values) {
        float[] rounded = new float[values.length];
        for (int i = 0; i < rounded.length; i++) rounded[i] = (float) values[i];
        Tensor tensor = engine.pool().draw(Shape.of(values.length / words, words));
        return new Parameter(name, tensor.set(rounded));
    }

    @Override
    public Engine engine() {
        return engine;
    }

    @Override
    public List<ParameterGroup> groups() {
        return List.of(new ParameterGroup(List.of(table), 1));
    }

    @Override
    public Set<Need> offers() {
        return EnumSet.of(Need.CONCEPT_MASK, Need.BASE_MODEL, Need.LABEL_TOKENS);
    }

    static List<Token> tokens(List<Sentence> batch) {
        return batch.stream()
                .flatMap(sentence -> Arrays.stream(sentence.tokens()))
                .toList();
    }

    @Override
    public ElementMask mask(List<Sentence> batch) {
        List<Token> tokens = tokens(batch);
        float[] concept = new float[tokens.size()];
        for (int i = 0; i < concept.length; i++) concept[i] = tokens.get(i).concept();
        return ElementMask.of(concept);
    }

    @Override
    public Elements forward(Tape tape, List<Sentence> batch, long seed) {
        List<Token> tokens = tokens(batch);
        int[] labels = tokens.stream().mapToInt(Token::label).toArray();
        int[] rows = tokens.stream().mapToInt(Token::row).toArray();
        int[] sequences = new int[labels.length];
        int at = 0;
        for (int b = 0; b < batch.size(); b++) {
            int length = batch.get(b).tokens().length;
            Arrays.fill(sequences, at, at + length, b);
            at += length;
        }
        return TokenElements.of(
                new TablePass(tape, Rows.gather(tape, tape.use(table), rows)),
                mask(batch),
                labels,
                sequences,
                batch.size(),
                part -> Tape.detached(
                        engine, inner -> part.apply(new TablePass(inner, Rows.gather(inner, inner.use(base), rows)))));
    }

    @Override
    public Elements evaluate(Tape tape, List<Sentence> batch) {
        return forward(tape, batch, 0);
    }

    private record TablePass(Tape tape, Var logits) implements PassOfATable {
        @Override
        public Var states(int block) {
            return logits;
        }
    }

    @Override
    public void close() {
        table.close();
        base.close();
    }
}
