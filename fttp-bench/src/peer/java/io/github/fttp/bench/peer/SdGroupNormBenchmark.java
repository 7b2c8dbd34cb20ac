package io.github.fttp.bench.peer;

import static org.bytedeco.pytorch.global.torch.group_norm;
import static org.bytedeco.pytorch.global.torch.silu;

import io.github.fttp.core.engine.Activation;
import io.github.fttp.core.engine.Write;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * Group normalisation and SiLU, forward and backward by pixels, weight and bias, of two images of 40 x 40 with 320 channels
 * in 32 groups.
 */
public class SdGroupNormBenchmark extends PeerBenchmark {
    private static final int GROUPS = 32;
    private static final float EPSILON = 1e-5f;
    private static final Shape IMAGE = Shape.of(2, 40, 40, 320);

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

    @Override
    void prepare() {
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
        ours();
        theirs = peer(MemoryFormat.Contiguous);
        theirsChannelsLast = peer(MemoryFormat.ChannelsLast);
    }

    private Peer peer(MemoryFormat layout) {
        var tx = Torch.leaf(Torch.image(x), layout);
        var tweight = Torch.leaf(Torch.view(weight), MemoryFormat.Contiguous);
        var tbias = Torch.leaf(Torch.view(bias), MemoryFormat.Contiguous);
        Peer peer = Peer.of(
                Torch.image(dy).contiguous(layout),
                () -> silu(group_norm(
                        tx, GROUPS, new TensorOptional(tweight), new TensorOptional(tbias), EPSILON, false)),
                tx,
                tweight,
                tbias);
        peer.run();
        Agreement.require("the result", y, peer.output().permute(0, 2, 3, 1), 1e-5);
        Agreement.require("the gradient of x", dx, tx.grad().permute(0, 2, 3, 1), 1e-5);
        Agreement.require("the gradient of the weight", dweight, tweight.grad(), 1e-4);
        Agreement.require("the gradient of the bias", dbias, tbias.grad(), 1e-4);
        return peer;
    }

    @Benchmark
    public Tensor ours() {
        engine().groupNorm(x, weight, bias, EPSILON, normed, mean, rstd);
        engine().activate(Activation.SILU, normed, y);
        engine().activateBackward(Activation.SILU, dy, normed, dnormed, Write.SET);
        engine().groupNormBackward(dnormed, x, weight, mean, rstd, dx, dweight, dbias);
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
