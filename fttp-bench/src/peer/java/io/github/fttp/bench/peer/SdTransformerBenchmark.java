package io.github.fttp.bench.peer;

import io.github.fttp.bench.SdBlock;
import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.tensor.Tensor;
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

/** A transformer block of Stable Diffusion, forward and backward with all gradients; see {@link SdBlock}. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 8, time = 2)
@Fork(1)
public class SdTransformerBenchmark {
    private Engine engine;
    private SdBlock ours;
    private TorchSdBlock theirs;

    @Setup
    public void draw() {
        engine = new OneDnnEngine();
        Torch.restoreThreads();
        ours = SdBlock.transformer(engine);
        theirs = TorchSdBlock.transformer(ours);
        ours.run();
        require(theirs);
    }

    private void require(TorchSdBlock peer) {
        peer.run();
        try (Tensor y = ours.output()) {
            Agreement.require("the result", y, peer.output(), 1e-5);
        }
        Tensor dx = ours.x().gradient().orElseThrow();
        Agreement.require("the gradient of x", dx, peer.gradient("x"), 1e-4);
        for (Parameter each : ours.parameters()) require(each, peer);
    }

    private static void require(Parameter parameter, TorchSdBlock peer) {
        String name = parameter.name();
        Agreement.require("the gradient of " + name, parameter.gradient().orElseThrow(), peer.gradient(name), 1e-4);
    }

    @Benchmark
    public Object ours() {
        return ours.run();
    }

    @Benchmark
    public Object libtorch() {
        return theirs.run();
    }

    @TearDown
    public void release() {
        ours.close();
        engine.close();
    }
}
