package io.github.fttp.bench.peer;

import io.github.fttp.bench.SdBlock;
import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;

/** A transformer block of Stable Diffusion, forward and backward with all gradients; see {@link SdBlock}. */
public class SdTransformerBenchmark extends PeerBenchmark {
    private SdBlock ours;
    private TorchSdBlock theirs;

    @Override
    void prepare() {
        ours = hold(SdBlock.transformer(engine()));
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
        for (Parameter each : ours.parameters()) requireGradient(each, peer.gradient(each.name()));
    }

    @Benchmark
    public Object ours() {
        return ours.run();
    }

    @Benchmark
    public Object libtorch() {
        return theirs.run();
    }
}
