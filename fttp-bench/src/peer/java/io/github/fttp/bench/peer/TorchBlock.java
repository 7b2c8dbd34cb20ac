package io.github.fttp.bench.peer;

import static org.bytedeco.pytorch.global.torch.linear;

import io.github.fttp.bench.LlamaBlock;
import io.github.fttp.core.autograd.Parameter;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/** LlamaDecoderLayer and the LlamaRMSNorm behind it on libtorch, on the memory of {@link LlamaBlock}'s weights. */
final class TorchBlock {
    private final Map<String, Tensor> weights = new HashMap<>();
    private final Tensor x;
    private final Tensor lossWeights;
    private final TensorOptional mask = Torch.causalMask(LlamaBlock.TOKENS);
    private final Tensor cos;
    private final Tensor sin;

    TorchBlock(LlamaBlock ours) {
        for (Parameter each : ours.model().parameters()) {
            weights.put(each.name(), Torch.view(each.value()).requires_grad_());
        }
        x = Torch.view(ours.x().value()).requires_grad_();
        lossWeights = Torch.floats(ours.lossWeights(), LlamaBlock.TOKENS, LlamaBlock.WIDTH);
        int headWidth = LlamaBlock.WIDTH / LlamaBlock.HEADS;
        cos = Torch.rotaryTable(LlamaBlock.TOKENS, headWidth, LlamaBlock.THETA, false);
        sin = Torch.rotaryTable(LlamaBlock.TOKENS, headWidth, LlamaBlock.THETA, true);
    }

    /** Forward and backward; returns the loss. */
    float run() {
        try (PointerScope scope = new PointerScope()) {
            Torch.forget(x);
            weights.values().forEach(Torch::forget);
            Tensor y = forward();
            scope.attach(y);
            Tensor loss = y.mul(y).mul(lossWeights).sum();
            loss.backward();
            return loss.item_float();
        }
    }

    private Tensor forward() {
        Tensor normed = Torch.rmsNorm(x, weights.get("layers.0.input_layernorm.weight"), LlamaBlock.EPSILON);
        Tensor q = Torch.splitHeads(product("self_attn.q_proj", normed), LlamaBlock.HEADS);
        Tensor k = Torch.splitHeads(product("self_attn.k_proj", normed), LlamaBlock.HEADS);
        Tensor v = Torch.splitHeads(product("self_attn.v_proj", normed), LlamaBlock.HEADS);
        Tensor mixed = Torch.attention(Torch.rotary(q, cos, sin), Torch.rotary(k, cos, sin), v, mask);
        Tensor h = x.add(product("self_attn.o_proj", mixed));
        normed = Torch.rmsNorm(h, weights.get("layers.0.post_attention_layernorm.weight"), LlamaBlock.EPSILON);
        Tensor inside = Torch.swiglu(product("mlp.gate_proj", normed), product("mlp.up_proj", normed));
        Tensor y = h.add(product("mlp.down_proj", inside));
        return Torch.rmsNorm(y, weights.get("norm.weight"), LlamaBlock.EPSILON);
    }

    private Tensor product(String name, Tensor input) {
        return linear(input, weights.get("layers.0." + name + ".weight"));
    }

    /** The gradient of a weight, or of {@code x}. */
    Tensor gradient(String name) {
        return (name.equals("x") ? x : weights.get(name)).grad();
    }
}
