package io.github.fttp.core.nn;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.autograd.Rows;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.tensor.Shape;
import java.util.List;

/** A table of vectors, looked up by row. */
public final class Embedding implements Module {
    private final Parameter weight;

    private Embedding(Parameter weight) {
        this.weight = weight;
    }

    /** {@code NAME.weight [count, width]}. */
    public static Embedding of(Weights weights, String name, int count, int width) {
        return new Embedding(weights.require(name + ".weight", Shape.of(count, width)));
    }

    /** The table, {@code [count, width]}. */
    public Parameter weight() {
        return weight;
    }

    /** The vectors of {@code ids}, {@code [ids.length, width]}. */
    public Var forward(Tape tape, int... ids) {
        return Rows.gather(tape, tape.use(weight), ids);
    }

    @Override
    public List<Parameter> own() {
        return List.of(weight);
    }
}
