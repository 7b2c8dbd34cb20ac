package io.github.fttp.bench.peer;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.nn.RandomWeights;
import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A benchmark of ours beside libtorch's; both must agree before either is timed. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 8, time = 2)
@Fork(1)
public abstract class PeerBenchmark {
    private final List<AutoCloseable> held = new ArrayList<>();
    private Engine engine;

    /** Makes both sides, and holds that they compute the same. */
    abstract void prepare();

    @Setup
    public void open() {
        engine = new OneDnnEngine();
        Torch.restoreThreads();
        prepare();
    }

    @TearDown
    public void release() throws Exception {
        for (AutoCloseable each : held) each.close();
        engine.close();
    }

    final Engine engine() {
        return engine;
    }

    /** Closes {@code each} at the end. */
    final <T extends AutoCloseable> T hold(T each) {
        held.add(each);
        return each;
    }

    /** Values of a normal distribution, other ones at each call. */
    final Tensor normal(Shape shape, double deviation) {
        RandomWeights random = new RandomWeights(engine.pool(), held.size(), deviation, DType.FLOAT32);
        return hold(random.require("values", shape).value());
    }

    final Tensor normal(Shape shape) {
        return normal(shape, 1);
    }

    /** The gradient of one of our parameters is libtorch's. */
    static void requireGradient(Parameter ours, org.bytedeco.pytorch.Tensor theirs) {
        Agreement.require("the gradient of " + ours.name(), ours.gradient().orElseThrow(), theirs, 1e-4);
    }
}
