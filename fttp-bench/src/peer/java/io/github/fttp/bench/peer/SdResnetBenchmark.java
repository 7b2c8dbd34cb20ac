package io.github.fttp.bench.peer;

import io.github.fttp.bench.SdBlock;
import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.tensor.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.openjdk.jmh.annotations.Benchmark;

/** A ResNet block of Stable Diffusion, forward and backward with all gradients; see {@link SdBlock}. */
public class SdResnetBenchmark extends PeerBenchmark {
    private SdBlock ours;
    private TorchSdBlock theirs;
    private TorchSdBlock theirsChannelsLast;

    @Override
    void prepare() {
        ours = hold(SdBlock.resnet(engine()));
        theirs = TorchSdBlock.resnet(ours, MemoryFormat.Contiguous);
        theirsChannelsLast = TorchSdBlock.resnet(ours, MemoryFormat.ChannelsLast);
        ours.run();
        require(theirs);
        require(theirsChannelsLast);
    }

    private void require(TorchSdBlock peer) {
        peer.run();
        try (Tensor y = ours.output()) {
            Agreement.require("the result", y, peer.output().permute(0, 2, 3, 1), 1e-5);
        }
        Tensor dx = ours.x().gradient().orElseThrow();
        Agreement.require("the gradient of x", dx, peer.gradient("x").permute(0, 2, 3, 1), 1e-4);
        requireGradient(ours.condition(), peer.gradient(ours.condition().name()));
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

    @Benchmark
    public Object libtorchChannelsLast() {
        return theirsChannelsLast.run();
    }
}
