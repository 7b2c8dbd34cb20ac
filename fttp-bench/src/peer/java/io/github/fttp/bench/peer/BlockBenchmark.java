package io.github.fttp.bench.peer;

import io.github.fttp.bench.LlamaBlock;
import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
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

/** A transformer block, forward and backward with all gradients; see {@link LlamaBlock}. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 8, time = 2)
@Fork(1)
public class BlockBenchmark {
    private Engine engine;
    private LlamaBlock ours;
    private TorchBlock theirs;

    @Setup
    public void draw() {
        engine = new OneDnnEngine();
        Torch.restoreThreads();
        ours = new LlamaBlock(engine);
        theirs = new TorchBlock(ours);
        Agreement.require("the loss", ours.run(), theirs.run(), 1e-5);
        require(ours.x());
        for (Parameter each : ours.model().parameters()) {
            if (each.name().startsWith("layers.")) require(each);
        }
    }

    private void require(Parameter parameter) {
        String name = parameter.name();
        Agreement.require(
                "the gradient of " + name, parameter.gradient().orElseThrow(), theirs.gradient(name), 1e-4);
    }

    @Benchmark
    public float ours() {
        return ours.run();
    }

    @Benchmark
    public float libtorch() {
        return theirs.run();
    }

    @TearDown
    public void release() {
        ours.close();
        engine.close();
    }
}
