package io.github.fttp.core.nn;

import io.github.fttp.core.Check;
import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.autograd.Products;
import io.github.fttp.core.autograd.Rows;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The gradient of a loss by the tokens that stand in some places of a model's input, as if each were a weight for every token of
 * the vocabulary: {@code dL/dz = (dL/dx) E^T} where {@code x = z E}, with {@code z} the one-hot vector of a place and {@code E}
 * the table of embeddings. To first order, exchanging token {@code a} for {@code b} changes the loss by {@code dL/dz_b -
 * dL/dz_a} (Ebrahimi et al. 2018).
 */
public final class TokenGradients implements AutoCloseable {
    private final Engine engine;
    /** {@code [places, C]}, zeros that gather a gradient. */
    private final Parameter offset;

    /**
     * @param places at least 1
     * @param width of an embedding
     */
    public TokenGradients(Engine engine, int places, int width) {
        Check.atLeast(1, places, "places of tokens");
        this.engine = engine;
        offset = new Parameter("offset", engine.pool().zeros(Shape.of(places, width)));
        offset.trainable(true);
    }

    /**
     * Passes embeddings on as they are, with the gradient by some of them taken on the way back.
     *
     * @param embeddings {@code [N, C]}
     * @param rows of the first place, the second and so on, then again from the first where the same tokens stand in several
     *     samples; all different
     */
    public Var through(Tape tape, Var embeddings, int... rows) {
        int places = offset.value().shape().dim(0);
        int[] which = IntStream.range(0, rows.length).map(i -> i % places).toArray();
        return Rows.add(tape, embeddings, Rows.gather(tape, tape.use(offset), which), rows);
    }

    /**
     * Gives the gradient that backward passes left, {@code [places][V]}.
     *
     * @param table of embeddings, {@code [V, C]}
     */
    public float[][] byToken(Tensor table) {
        Tensor gradient = offset.gradient().orElseThrow(() -> new IllegalStateException("no backward pass was made"));
        int size = table.shape().dim(0);
        try (Tensor all =
                Tape.detached(engine, tape -> Products.linear(tape, tape.constant(gradient), tape.constant(table)))) {
            float[] values = all.toArray();
            return IntStream.range(0, values.length / size)
                    .mapToObj(place -> Arrays.copyOfRange(values, place * size, (place + 1) * size))
                    .toArray(float[][]::new);
        }
    }

    @Override
    public void close() {
        offset.close();
    }
}
