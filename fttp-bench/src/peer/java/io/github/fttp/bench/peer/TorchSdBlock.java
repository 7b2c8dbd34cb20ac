package io.github.fttp.bench.peer;

import io.github.fttp.bench.SdBlock;
import io.github.fttp.core.autograd.Parameter;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/** ResnetBlock2D or BasicTransformerBlock on libtorch, with copies of the weights of an {@link SdBlock}. */
final class TorchSdBlock {
    private final Map<String, Tensor> leaves = new HashMap<>();
    private final Tensor x;
    private final Tensor condition;
    private final Tensor given;
    private final MemoryFormat layout;
    private final Forward forward;

    private interface Forward {
        Tensor of(TorchUnetLayers layers, Tensor x, Tensor condition);
    }

    private TorchSdBlock(SdBlock ours, Tensor x, Tensor given, MemoryFormat layout, Forward forward) {
        for (Parameter each : ours.parameters()) leaves.put(each.name(), leaf(each, layout));
        this.x = x;
        this.given = given;
        this.layout = layout;
        this.forward = forward;
        boolean trains = ours.condition().isTrainable();
        condition = Torch.view(ours.condition().value()).clone().requires_grad_(trains);
        leaves.put(ours.x().name(), x);
        if (trains) leaves.put(ours.condition().name(), condition);
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

    /** What the block gives, without a memory of how. */
    Tensor output() {
        return forward().detach();
    }

    private Tensor forward() {
        return forward.of(new TorchUnetLayers(leaves, SdBlock.GROUPS, SdBlock.HEADS, layout), x, condition);
    }

    /** Forward and backward. */
    Object run() {
        try (PointerScope scope = new PointerScope()) {
            leaves.values().forEach(Torch::forget);
            Tensor y = forward();
            scope.attach(y);
            Torch.backward(y, given);
            return scope;
        }
    }

    /** The gradient of a weight, of the pixels or of the time embedding. */
    Tensor gradient(String name) {
        return leaves.get(name).grad();
    }
}
