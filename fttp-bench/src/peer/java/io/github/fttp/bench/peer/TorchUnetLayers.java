package io.github.fttp.bench.peer;

import static org.bytedeco.pytorch.global.torch.conv2d;
import static org.bytedeco.pytorch.global.torch.gelu;
import static org.bytedeco.pytorch.global.torch.group_norm;
import static org.bytedeco.pytorch.global.torch.layer_norm;
import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.silu;
import static org.bytedeco.pytorch.global.torch.upsample_nearest2d;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/**
 * Parts of a U-Net, on libtorch, as diffusers' classes write it. The attention is the plain one: libtorch's fused
 * attention calls OpenBLAS from inside OpenMP regions here and is many times slower.
 *
 * @param weights by their names in checkpoints
 * @param groups of the norms
 * @param heads of the attentions
 * @param layout of images and kernels
 */
record TorchUnetLayers(Map<String, Tensor> weights, int groups, int heads, MemoryFormat layout) {
    private static final double EPSILON = 1e-5;

    /** ResnetBlock2D: {@code x [B, C, H, W]}, {@code time [B, timeWidth]}, not yet activated. */
    Tensor resnet(String name, Tensor x, Tensor time) {
        return resnetActivated(name, x, silu(time));
    }

    /** Computes a residual block after the time embedding's activation. */
    Tensor resnetActivated(String name, Tensor x, Tensor time) {
        Tensor h = convolution(name + ".conv1", silu(groupNorm(name + ".norm1", x, EPSILON)), 1, 1);
        h = h.add(affine(name + ".time_emb_proj", time).unsqueeze(-1).unsqueeze(-1));
        h = convolution(name + ".conv2", silu(groupNorm(name + ".norm2", h, EPSILON)), 1, 1);
        boolean same = !weights.containsKey(name + ".conv_shortcut.weight");
        return (same ? x : convolution(name + ".conv_shortcut", x, 1, 0)).add(h);
    }

    /** Transformer2DModel with convolutions as projections and one block: {@code x [B, C, H, W]}, {@code context [B, T, D]}. */
    Tensor transformer(String name, Tensor x, Tensor context) {
        long height = x.size(2);
        long width = x.size(3);
        Tensor h = convolution(name + ".proj_in", groupNorm(name + ".norm", x, 1e-6), 1, 0);
        h = h.permute(0, 2, 3, 1).reshape(x.size(0), height * width, x.size(1));
        h = transformerBlock(name + ".transformer_blocks.0", h, context);
        h = h.reshape(x.size(0), height, width, x.size(1)).permute(0, 3, 1, 2).contiguous(layout);
        return convolution(name + ".proj_out", h, 1, 0).add(x);
    }

    /** BasicTransformerBlock: {@code x [B, N, C]}, {@code context [B, T, D]}. */
    Tensor transformerBlock(String name, Tensor x, Tensor context) {
        Tensor normed = layerNorm(name + ".norm1", x);
        x = attention(name + ".attn1", normed, normed).add(x);
        x = attention(name + ".attn2", layerNorm(name + ".norm2", x), context).add(x);
        TensorVector halves = affine(name + ".ff.net.0.proj", layerNorm(name + ".norm3", x)).chunk(2, -1);
        Tensor gated = halves.get(0).mul(gelu(halves.get(1)));
        return affine(name + ".ff.net.2", gated).add(x);
    }

    private Tensor attention(String name, Tensor x, Tensor context) {
        Tensor q = Torch.splitHeads(linear(x, weight(name + ".to_q.weight")), heads);
        Tensor k = Torch.splitHeads(linear(context, weight(name + ".to_k.weight")), heads);
        Tensor v = Torch.splitHeads(linear(context, weight(name + ".to_v.weight")), heads);
        return affine(name + ".to_out.0", Torch.attention(q, k, v, new TensorOptional()));
    }

    /** Upsample2D. */
    Tensor upsample(String name, Tensor x) {
        return convolution(name + ".conv", upsample_nearest2d(x, 2 * x.size(2), 2 * x.size(3)), 1, 1);
    }

    /**
     * torch.nn.Conv2d, by another way where libtorch 2.10 computes something else here: with channels second the gradient by
     * pixels is wrong at stride 2 and for 4 channels of a result, with channels last some kernels of 1 x 1 are.
     */
    Tensor convolution(String name, Tensor x, long stride, long padding) {
        Tensor kernel = weight(name + ".weight");
        if (layout == MemoryFormat.ChannelsLast && kernel.size(2) == 1) {
            Tensor flat = linear(
                    x.permute(0, 2, 3, 1), kernel.flatten(1, 3), new TensorOptional(weight(name + ".bias")));
            return flat.permute(0, 3, 1, 2);
        }
        boolean wrong = stride == 2 || kernel.size(0) == 4;
        Tensor y = conv2d(
                wrong ? x.contiguous(MemoryFormat.ChannelsLast) : x,
                kernel,
                new TensorOptional(weight(name + ".bias")),
                new long[] {stride, stride},
                new long[] {padding, padding},
                new long[] {1, 1},
                1);
        return wrong ? y.contiguous(layout) : y;
    }

    /** torch.nn.GroupNorm. */
    Tensor groupNorm(String name, Tensor x, double epsilon) {
        return group_norm(
                x,
                groups,
                new TensorOptional(weight(name + ".weight")),
                new TensorOptional(weight(name + ".bias")),
                epsilon,
                false);
    }

    private Tensor layerNorm(String name, Tensor x) {
        return layer_norm(
                x,
                new long[] {x.size(-1)},
                new TensorOptional(weight(name + ".weight")),
                new TensorOptional(weight(name + ".bias")),
                EPSILON,
                false);
    }

    /** torch.nn.Linear. */
    Tensor affine(String name, Tensor x) {
        return Torch.affine(x, weight(name + ".weight"), weight(name + ".bias"));
    }

    private Tensor weight(String name) {
        Tensor weight = weights.get(name);
        if (weight == null) throw new IllegalArgumentException("no weight " + name);
        return weight;
    }
}
