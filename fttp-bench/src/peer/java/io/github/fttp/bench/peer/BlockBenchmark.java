package io.github.fttp.bench.peer;

import io.github.fttp.bench.LlamaBlock;
import io.github.fttp.core.autograd.Parameter;
import org.openjdk.jmh.annotations.Benchmark;

/** A transformer block, forward and backward with all gradients; see {@link LlamaBlock}. */
public class BlockBenchmark extends PeerBenchmark {
    private LlamaBlock ours;
    private TorchBlock theirs;

    @Override
    void prepare() {
        ours = hold(new LlamaBlock(engine()));
        theirs = new TorchBlock(ours);
        Agreement.require("the loss", ours.run(), theirs.run(), 1e-5);
        requireGradient(ours.x(), theirs.gradient(ours.x().name()));
        for (Parameter each : ours.model().parameters()) {
            if (each.name().startsWith("layers.")) requireGradient(each, theirs.gradient(each.name()));
        }
    }

    @Benchmark
    public float ours() {
        return ours.run();
    }

    @Benchmark
    public float libtorch() {
        return theirs.run();
    }
}
