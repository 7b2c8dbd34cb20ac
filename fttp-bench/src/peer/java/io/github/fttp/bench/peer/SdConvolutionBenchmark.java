package io.github.fttp.bench.peer;

import static org.bytedeco.pytorch.global.torch.conv2d;

import io.github.fttp.core.engine.Convolution;
import io.github.fttp.core.engine.Write;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/**
 * A convolution of 3 x 3, forward and backward by pixels, weight and bias, as it stands in the ResNet blocks of Stable
 * Diffusion's levels: two images, of 40 x 40 with 320 channels and half as large with twice as many. Weights train, so
 * they are packed anew each time.
 */
public class SdConvolutionBenchmark extends PeerBenchmark {
    private static final int BATCH = 2;
    private static final Convolution HOW = Convolution.same(3);

    @Param({"320", "640", "1280"})
    int channels;

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

    @Override
    void prepare() {
        int side = 40 * 320 / channels;
        Shape image = Shape.of(BATCH, side, side, channels);
        x = normal(image);
        dy = normal(image);
        weight = normal(Shape.of(channels, channels, 3, 3), 0.02);
        bias = normal(Shape.of(channels));
        y = normal(image);
        dx = normal(image);
        dweight = normal(weight.shape());
        dbias = normal(bias.shape());
        ours();
        theirs = peer(MemoryFormat.Contiguous);
        theirsChannelsLast = peer(MemoryFormat.ChannelsLast);
    }

    private Peer peer(MemoryFormat layout) {
        var tx = Torch.leaf(Torch.image(x), layout);
        var tweight = Torch.leaf(Torch.view(weight), layout);
        var tbias = Torch.leaf(Torch.view(bias), MemoryFormat.Contiguous);
        long[] one = {1, 1};
        Peer peer = Peer.of(
                Torch.image(dy).contiguous(layout),
                () -> conv2d(tx, tweight, new TensorOptional(tbias), one, one, one, 1),
                tx,
                tweight,
                tbias);
        peer.run();
        Agreement.require("the result", y, peer.output().permute(0, 2, 3, 1), 1e-5);
        Agreement.require("the gradient of x", dx, tx.grad().permute(0, 2, 3, 1), 1e-5);
        Agreement.require("the gradient of the weight", dweight, tweight.grad(), 1e-5);
        Agreement.require("the gradient of the bias", dbias, tbias.grad(), 1e-4);
        return peer;
    }

    @Benchmark
    public Tensor ours() {
        engine().convolution(x, weight, bias, HOW, y);
        engine().convolutionBackward(dy, weight, HOW, dx, Write.SET);
        engine().convolutionBackwardWeight(dy, x, HOW, dweight, Write.SET);
        engine().sumLeading(dy, dbias, Write.SET);
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
}
