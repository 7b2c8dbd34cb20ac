package io.github.fttp.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.core.testing.Doubles;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** An engine for each test, tensors to try it on, and a look whether all of them came back. */
abstract class EngineFixture {
    static final double EXACT = 2e-6;

    Engine engine;
    SplittableRandom random;
    final List<Tensor> drawn = new ArrayList<>();

    abstract Engine create();

    @BeforeEach
    void open() {
        engine = create();
        random = new SplittableRandom(7);
    }

    @AfterEach
    void nothingLeaks() {
        drawn.forEach(Tensor::close);
        assertThat(engine.pool().outstanding()).isZero();
        engine.close();
    }

    Tensor empty(int... dims) {
        Tensor tensor = engine.pool().draw(Shape.of(dims));
        tensor.fill(Float.NaN); // what a kernel leaves unwritten shows
        drawn.add(tensor);
        return tensor;
    }

    Tensor normal(int... dims) {
        Tensor tensor = empty(dims);
        float[] values = new float[(int) tensor.shape().size()];
        for (int i = 0; i < values.length; i++) values[i] = (float) random.nextGaussian();
        return tensor.set(values);
    }

    static double[] d(Tensor x) {
        float[] values = x.toArray();
        return Doubles.of(values.length, i -> values[i]);
    }
}
