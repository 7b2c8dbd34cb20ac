package io.github.fttp.bench.peer;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.silu;

import io.github.fttp.core.tensor.Shape;
import io.github.fttp.bench.UnetStep;
import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.diffusion.train.Denoising;
import io.github.fttp.diffusion.unet.UNetConfig;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/**
 * A step of a U-Net of which everything trains, on libtorch, computing what UNet2DConditionModel computes; with copies of the
 * weights and the batch of a {@link UnetStep}.
 */
final class TorchUnet {
    private final UNetConfig config;
    private final Map<String, Tensor> weights = new HashMap<>();
    private final TorchUnetLayers layers;
    private final Adam optimizer;
    private final Tensor noisy;
    private final Tensor target;
    private final Tensor signs;
    private final Tensor context;
    private final Tensor waves;

    /** @param layout of images and kernels */
    TorchUnet(UnetStep ours, MemoryFormat layout) {
        config = ours.model().config();
        List<Tensor> trained = new ArrayList<>();
        for (Parameter each : ours.model().parameters()) {
            boolean kernel = each.value().shape().rank() == 4;
            Tensor leaf = Torch.leaf(Torch.view(each.value()), kernel ? layout : MemoryFormat.Contiguous);
            weights.put(each.name(), leaf);
            trained.add(leaf);
        }
        layers = new TorchUnetLayers(
                weights, config.normGroups(), config.down().get(0).heads(), layout);
        optimizer = new Adam(new TensorVector(trained.toArray(Tensor[]::new)), new AdamOptions(UnetStep.RATE));
        Denoising.Batch batch = ours.batch();
        noisy = image(batch, ours.noisy()).contiguous(layout);
        target = image(batch, batch.noise()).contiguous(layout);
        signs = image(batch, ours.lossWeights()).contiguous(layout);
        Shape states = batch.conditioning().shape();
        context = Torch.floats(batch.conditioning().states(), states.dim(0), states.dim(1), states.dim(2));
        waves = waves(config.channels().get(0), batch.timesteps());
    }

    private static Tensor image(Denoising.Batch batch, float... values) {
        int[] dims = batch.shape().dims();
        return Torch.floats(values, dims[0], dims[1], dims[2], dims[3]);
    }

    /** Timesteps with flip_sin_to_cos, once for all steps. */
    private static Tensor waves(int width, int... timesteps) {
        int half = width / 2;
        float[] all = new float[timesteps.length * width];
        for (int i = 0; i < timesteps.length * half; i++) {
            float angle = timesteps[i / half] * (float) Math.exp((float) -Math.log(10000) * (i % half) / half);
            int at = i / half * width + i % half;
            all[at] = (float) Math.cos(angle);
            all[at + half] = (float) Math.sin(angle);
        }
        return Torch.floats(all, timesteps.length, width);
    }

    /** Forward, split loss, backward, Adam. Returns the loss before the step. */
    float step() {
        float loss = gradients();
        optimizer.step();
        return loss;
    }

    /** The loss, and its gradients. */
    float gradients() {
        try (PointerScope scope = new PointerScope()) {
            optimizer.zero_grad();
            Tensor off = predicted().sub(target);
            Tensor loss = off.mul(off).mul(signs).sum();
            scope.attach(loss);
            loss.backward();
            return loss.item_float();
        }
    }

    /** A weight. */
    Tensor weight(String name) {
        return weights.get(name);
    }

    private Tensor predicted() {
        Tensor time = layers.affine("time_embedding.linear_1", waves);
        time = layers.affine("time_embedding.linear_2", silu(time));
        Tensor x = layers.convolution("conv_in", noisy, 1, 1);
        Deque<Tensor> skips = new ArrayDeque<>(List.of(x));
        for (int i = 0; i < config.down().size(); i++) x = down("down_blocks." + i, config.down().get(i), x, time, skips);
        x = layers.resnet("mid_block.resnets.0", x, time);
        x = layers.transformer("mid_block.attentions.0", x, context);
        x = layers.resnet("mid_block.resnets.1", x, time);
        for (int i = 0; i < config.up().size(); i++) x = up("up_blocks." + i, config.up().get(i), x, time, skips);
        x = silu(layers.groupNorm("conv_norm_out", x, config.normEpsilon()));
        return layers.convolution("conv_out", x, 1, 1);
    }

    private Tensor down(String name, UNetConfig.Level level, Tensor x, Tensor time, Deque<Tensor> skips) {
        for (int i = 0; i < level.layers(); i++) {
            x = layers.resnet(name + ".resnets." + i, x, time);
            if (level.attends()) x = layers.transformer(name + ".attentions." + i, x, context);
            skips.push(x);
        }
        if (weights.containsKey(name + ".downsamplers.0.conv.weight")) {
            x = layers.convolution(name + ".downsamplers.0.conv", x, 2, 1);
            skips.push(x);
        }
        return x;
    }

    private Tensor up(String name, UNetConfig.Level level, Tensor x, Tensor time, Deque<Tensor> skips) {
        for (int i = 0; i <= level.layers(); i++) {
            x = layers.resnet(name + ".resnets." + i, cat(new TensorVector(x, skips.pop()), 1), time);
            if (level.attends()) x = layers.transformer(name + ".attentions." + i, x, context);
        }
        boolean grows = weights.containsKey(name + ".upsamplers.0.conv.weight");
        return grows ? layers.upsample(name + ".upsamplers.0", x) : x;
    }
}
