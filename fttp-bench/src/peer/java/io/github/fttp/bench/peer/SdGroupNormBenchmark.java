package io.github.fttp.bench.peer;

import static org.bytedeco.pytorch.global.torch.group_norm;
import static org.bytedeco.pytorch.global.torch.silu;

import io.github.fttp.core.engine.Activation;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.engine.Write;
import io.github.fttp.core.nn.RandomWeights;
import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
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

/**
 * Group normalisation and SiLU, forward and backward by pixels, weight and bias, of two images of 40 x 40 with 320 channels
 * in 32 groups.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 8, time = 2)
@Fork(1)
public class SdGroupNormBenchmark {
    private static final int GROUPS = 32;
    private static final float EPSILON = 1e-5f;
    private static final Shape IMAGE = Shape.of(2, 40, 40, 320);

    private final List<Tensor> drawn = new ArrayList<>();
    private Engine engine;
    private Tensor x;
    private Tensor weight;
    private Tensor bias;
    private Tensor normed;
    private Tensor mean;
    private Tensor rstd;
    private Tensor y;
    private Tensor dy;
    private Tensor dnormed;
    private Tensor dx;
    private Tensor dweight;
    private Tensor dbias;
    private Peer theirs;
    private Peer theirsChannelsLast;

    @Setup
    public void draw() {
        engine = new OneDnnEngine();
        Torch.restoreThreads();
        x = normal(IMAGE);
        dy = normal(IMAGE);
        weight = normal(Shape.of(IMAGE.dim(3)));
        bias = normal(weight.shape());
        normed = normal(IMAGE);
        mean = normal(Shape.of(IMAGE.dim(0), GROUPS));
        rstd = normal(mean.shape());
        y = normal(IMAGE);
        dnormed = normal(IMAGE);
        dx = normal(IMAGE);
        dweight = normal(weight.shape());
        dbias = normal(weight.shape());
        theirs = Peer.of(this, MemoryFormat.Contiguous);
        theirsChannelsLast = Peer.of(this, MemoryFormat.ChannelsLast);
        ours();
        require(theirs);
        require(theirsChannelsLast);
    }

    private Tensor normal(Shape shape) {
        Tensor values = new RandomWeights(engine.pool(), drawn.size(), 1, DType.FLOAT32)
                .require("values", shape)
                .value();
        drawn.add(values);
        return values;
    }

    private void require(Peer peer) {
        peer.run();
        Agreement.require("the result", y, peer.forward().permute(0, 2, 3, 1), 1e-5);
        Agreement.require("the gradient of x", dx, peer.x().grad().permute(0, 2, 3, 1), 1e-5);
        Agreement.require("the gradient of the weight", dweight, peer.weight().grad(), 1e-4);
        Agreement.require("the gradient of the bias", dbias, peer.bias().grad(), 1e-4);
    }

    @Benchmark
    public Tensor ours() {
        engine.groupNorm(x, weight, bias, EPSILON, normed, mean, rstd);
        engine.activate(Activation.SILU, normed, y);
        engine.activateBackward(Activation.SILU, dy, normed, dnormed, Write.SET);
        engine.groupNormBackward(dnormed, x, weight, mean, rstd, dx, dweight, dbias);
        return y;
    }

    @Benchmark
    public Object libtorch() {
        return theirs.run();
    }

    @Benchmark
    public Object libtorchChannelsLast() {
        return theirsChannelsLast.run();
    }

    @TearDown
    public void release() {
        drawn.forEach(Tensor::close);
        engine.close();
    }

    private record Peer(
            org.bytedeco.pytorch.Tensor x,
            org.bytedeco.pytorch.Tensor weight,
            org.bytedeco.pytorch.Tensor bias,
            org.bytedeco.pytorch.Tensor dy) {
        static Peer of(SdGroupNormBenchmark ours, MemoryFormat layout) {
            return new Peer(
                    Torch.leaf(Torch.image(ours.x), layout),
                    Torch.leaf(Torch.view(ours.weight), MemoryFormat.Contiguous),
                    Torch.leaf(Torch.view(ours.bias), MemoryFormat.Contiguous),
                    Torch.image(ours.dy).contiguous(layout));
        }

        org.bytedeco.pytorch.Tensor forward() {
            return silu(group_norm(x, GROUPS, new TensorOptional(weight), new TensorOptional(bias), EPSILON, false));
        }

        Object run() {
            try (PointerScope scope = new PointerScope()) {
                Torch.forget(x);
                Torch.forget(weight);
                Torch.forget(bias);
                Torch.backward(forward(), dy);
                return scope;
            }
        }
    }
}
