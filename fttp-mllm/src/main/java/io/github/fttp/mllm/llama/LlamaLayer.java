package io.github.fttp.mllm.llama;

import io.github.fttp.core.autograd.Elementwise;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.AttentionMask;
import io.github.fttp.core.nn.KeyValueCache;
import io.github.fttp.core.nn.Module;
import io.github.fttp.core.nn.RmsNorm;
import io.github.fttp.core.nn.Rotation;
import io.github.fttp.core.nn.SelfAttention;
import io.github.fttp.core.nn.SwiGluMlp;
import io.github.fttp.core.nn.Weights;
import java.util.List;

/** One layer of a Llama decoder: attention and feed-forward part, each behind a norm and beside a residual. */
final class LlamaLayer implements Module {
    private final RmsNorm inputLayernorm;
    private final SelfAttention selfAttn;
    private final RmsNorm postAttentionLayernorm;
    private final SwiGluMlp mlp;

    LlamaLayer(LlamaConfig config, Weights weights, String name) {
        int width = config.hiddenSize();
        inputLayernorm = RmsNorm.of(weights, name + ".input_layernorm", width, config.rmsNormEps());
        selfAttn = attention(config, weights, name + ".self_attn");
        postAttentionLayernorm = RmsNorm.of(weights, name + ".post_attention_layernorm", width, config.rmsNormEps());
        mlp = SwiGluMlp.of(weights, name + ".mlp", width, config.intermediateSize(), config.mlpBias());
    }

    private static SelfAttention attention(LlamaConfig config, Weights weights, String name) {
        int width = config.hiddenSize();
        int heads = config.heads();
        int keyHeads = config.keyValueHeads();
        int headSize = config.headSize();
        return switch (config.attention()) {
            case PLAIN -> SelfAttention.llama(weights, name, width, heads, keyHeads, headSize, false);
            case BIASED -> SelfAttention.llama(weights, name, width, heads, keyHeads, headSize, true);
            case INPUTS_BIASED -> SelfAttention.qwen2(weights, name, width, heads, keyHeads, headSize);
            case HEADS_NORMED ->
                SelfAttention.qwen3(weights, name, width, heads, keyHeads, headSize, config.rmsNormEps());
        };
    }

    /** {@code x [B, T, C]} to the same shape. */
    Var forward(Tape tape, Var x, Rotation rotation, AttentionMask mask) {
        Var h = Elementwise.add(tape, x, selfAttn.forward(tape, inputLayernorm.forward(tape, x), rotation, mask));
        return Elementwise.add(tape, h, mlp.forward(tape, postAttentionLayernorm.forward(tape, h)));
    }

    /** Computes the layer at positions behind those in the cache, which takes them in. Without gradient. */
    Var forward(Tape tape, Var x, Rotation rotation, AttentionMask mask, KeyValueCache cache) {
        Var normed = inputLayernorm.forward(tape, x);
        Var h = Elementwise.add(tape, x, selfAttn.forward(tape, normed, rotation, mask, cache));
        return Elementwise.add(tape, h, mlp.forward(tape, postAttentionLayernorm.forward(tape, h)));
    }

    @Override
    public List<Module> parts() {
        return List.of(inputLayernorm, selfAttn, postAttentionLayernorm, mlp);
    }
}
