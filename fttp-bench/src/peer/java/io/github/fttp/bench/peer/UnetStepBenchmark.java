package io.github.fttp.bench.peer;

import io.github.fttp.bench.BenchUnet;
import io.github.fttp.bench.UnetStep;
import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.nn.Weights;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Warmup;

/** A whole FTTP step of a U-Net of Stable Diffusion's structure, a quarter as wide; everything trains by Adam. */
@Warmup(iterations = 3, time = 4)
@Measurement(iterations = 8, time = 4)
public class UnetStepBenchmark extends PeerBenchmark {
    private UnetStep ours;
    private TorchUnet theirs;
    private TorchUnet theirsChannelsLast;

    @Override
    void prepare() {
        ours = hold(new UnetStep(BenchUnet.UNET_QUARTER, engine(), Weights.random(engine().pool(), 0)));
        theirs = new TorchUnet(ours, MemoryFormat.Contiguous);
        theirsChannelsLast = new TorchUnet(ours, MemoryFormat.ChannelsLast);
        double loss = ours.gradients();
        Map<String, float[]> before = new HashMap<>();
        for (Parameter each : ours.trained()) before.put(each.name(), each.value().toArray());
        for (TorchUnet peer : List.of(theirs, theirsChannelsLast)) {
            Agreement.require("the loss", loss, peer.step(), 1e-5);
            for (Parameter each : ours.trained()) {
                requireGradient(each, peer.weight(each.name()).grad());
            }
        }
        ours.trained().forEach(Parameter::dropGradient);
        ours.run();
        for (TorchUnet peer : List.of(theirs, theirsChannelsLast)) {
            for (Parameter each : ours.trained()) {
                String name = each.name();
                Agreement.requireMoves(name, before.get(name), each.value(), peer.weight(name), 0.05);
            }
        }
        Agreement.require("the loss of step 2", ours.run(), theirs.step(), 1e-4);
    }

    @Benchmark
    public float ours() {
        return ours.run();
    }

    @Benchmark
    public float libtorch() {
        return theirs.step();
    }

    @Benchmark
    public float libtorchChannelsLast() {
        return theirsChannelsLast.step();
    }
}
