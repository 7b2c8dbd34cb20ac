package io.github.fttp.bench.peer;

import io.github.fttp.bench.SdBlock;
import io.github.fttp.core.autograd.Parameter;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/** ResnetBlock2D or BasicTransformerBlock on libtorch, with copies of the weights of an {@link SdBlock}. */
final class TorchSdBlock {
    private final Map<String, Tensor> leaves = new HashMap<>();
    private final Peer peer;

    private interface Forward {
        Tensor of(TorchUnetLayers layers, Tensor x, Tensor condition);
    }

    private TorchSdBlock(SdBlock ours, Tensor x, Tensor given, MemoryFormat layout, Forward forward) {
        for (Parameter each : ours.parameters()) leaves.put(each.name(), leaf(each, layout));
        boolean trains = ours.condition().isTrainable();
        Tensor condition = Torch.view(ours.condition().value()).clone().requires_grad_(trains);
        leaves.put(ours.x().name(), x);
        if (trains) leaves.put(ours.condition().name(), condition);
        TorchUnetLayers layers = new TorchUnetLayers(leaves, SdBlock.GROUPS, SdBlock.HEADS, layout);
        peer = new Peer(leaves.values(), given, () -> forward.of(layers, x, condition));
    }

    private static Tensor leaf(Parameter ours, MemoryFormat layout) {
        boolean kernel = ours.value().shape().rank() == 4;
        return Torch.leaf(Torch.view(ours.value()), kernel ? layout : MemoryFormat.Contiguous);
    }

    /** @param layout of images and kernels */
    static TorchSdBlock resnet(SdBlock ours, MemoryFormat layout) {
        return new TorchSdBlock(
                ours,
                Torch.leaf(Torch.image(ours.x().value()), layout),
                Torch.image(ours.given()).contiguous(layout),
                layout,
                (layers, x, time) -> layers.resnetActivated(SdBlock.NAME, x, time));
    }

    static TorchSdBlock transformer(SdBlock ours) {
        return new TorchSdBlock(
                ours,
                Torch.leaf(Torch.view(ours.x().value()), MemoryFormat.Contiguous),
                Torch.view(ours.given()).clone(),
                MemoryFormat.Contiguous,
                (layers, x, context) -> layers.transformerBlock(SdBlock.NAME, x, context));
    }

    /** Gives the block's result. */
    Tensor output() {
        return peer.output();
    }

    /** Forward and backward. */
    Object run() {
        return peer.run();
    }

    /** The gradient of a weight, of the pixels or of the time embedding. */
    Tensor gradient(String name) {
        return leaves.get(name).grad();
    }
}
