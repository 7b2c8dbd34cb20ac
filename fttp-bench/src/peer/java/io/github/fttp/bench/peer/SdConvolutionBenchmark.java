package io.github.fttp.bench.peer;

import static org.bytedeco.pytorch.global.torch.conv2d;

import io.github.fttp.core.engine.Convolution;
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
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A convolution of 3 x 3, forward and backward by pixels, weight and bias, as it stands in the ResNet blocks of Stable
 * Diffusion's levels: two images, of 40 x 40 with 320 channels and half as large with twice as many. Weights train, so
 * they are packed anew each time.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 8, time = 2)
@Fork(1)
public class SdConvolutionBenchmark {
    private static final int BATCH = 2;
    private static final Convolution HOW = Convolution.same(3);

    @Param({"320", "640", "1280"})
    int channels;

    private final List<Tensor> drawn = new ArrayList<>();
    private Engine engine;
    private Tensor x;
    private Tensor weight;
    private Tensor bias;
    private Tensor y;
    private Tensor dy;
    private Tensor dx;
    private Tensor dweight;
    private Tensor dbias;
    private Peer theirs;
    private Peer theirsChannelsLast;

    @Setup
    public void draw() {
        engine = new OneDnnEngine();
        Torch.restoreThreads();
        int side = 40 * 320 / channels;
        Shape image = Shape.of(BATCH, side, side, channels);
        x = normal(image, 1);
        dy = normal(image, 1);
        weight = normal(Shape.of(channels, channels, 3, 3), 0.02);
        bias = normal(Shape.of(channels), 1);
        y = normal(image, 1);
        dx = normal(image, 1);
        dweight = normal(weight.shape(), 1);
        dbias = normal(bias.shape(), 1);
        theirs = Peer.of(this, MemoryFormat.Contiguous);
        theirsChannelsLast = Peer.of(this, MemoryFormat.ChannelsLast);
        ours();
        require(theirs);
        require(theirsChannelsLast);
    }

    private Tensor normal(Shape shape, double deviation) {
        Tensor values = new RandomWeights(engine.pool(), drawn.size(), deviation, DType.FLOAT32)
                .require("values", shape)
                .value();
        drawn.add(values);
        return values;
    }

    private void require(Peer peer) {
        peer.run();
        Agreement.require("the result", y, peer.forward().permute(0, 2, 3, 1), 1e-5);
        Agreement.require("the gradient of x", dx, peer.x().grad().permute(0, 2, 3, 1), 1e-5);
        Agreement.require("the gradient of the weight", dweight, peer.weight().grad(), 1e-5);
        Agreement.require("the gradient of the bias", dbias, peer.bias().grad(), 1e-4);
    }

    @Benchmark
    public Tensor ours() {
        engine.convolution(x, weight, bias, HOW, y);
        engine.convolutionBackward(dy, weight, HOW, dx, Write.SET);
        engine.convolutionBackwardWeight(dy, x, HOW, dweight, Write.SET);
        engine.sumLeading(dy, dbias, Write.SET);
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
        static Peer of(SdConvolutionBenchmark ours, MemoryFormat layout) {
            return new Peer(
                    Torch.leaf(Torch.image(ours.x), layout),
                    Torch.leaf(Torch.view(ours.weight), layout),
                    Torch.leaf(Torch.view(ours.bias), MemoryFormat.Contiguous),
                    Torch.image(ours.dy).contiguous(layout));
        }

        org.bytedeco.pytorch.Tensor forward() {
            long[] one = {1, 1};
            return conv2d(x, weight, new TensorOptional(bias), one, one, one, 1);
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
