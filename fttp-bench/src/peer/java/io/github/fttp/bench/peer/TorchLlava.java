package io.github.fttp.bench.peer;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.conv2d;
import static org.bytedeco.pytorch.global.torch.embedding;
import static org.bytedeco.pytorch.global.torch.gelu;
import static org.bytedeco.pytorch.global.torch.layer_norm;
import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.log_softmax;
import static org.bytedeco.pytorch.global.torch.sigmoid;

import io.github.fttp.bench.BenchModel;
import io.github.fttp.bench.LlavaStep;
import io.github.fttp.core.clip.ClipVisionConfig;
import io.github.fttp.mllm.llama.LlamaConfig;
import io.github.fttp.mllm.llava.LlavaConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AdamW;
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;

/**
 * A LLaVA with LoRA on libtorch, computing what LlavaForConditionalGeneration, CLIPVisionModel and PEFT's LoRA layers
 * compute, in their order: all layers of the image encoder, logits at all positions.
 *
 * <p>The attention is the eager one: libtorch's fused attention calls OpenBLAS from inside OpenMP regions here and is many
 * times slower.
 */
final class TorchLlava {
    /** @param images positions an image takes, before the {@code text} positions */
    record Size(
            int hidden,
            int layers,
            int heads,
            int visionLayers,
            int visionHeads,
            int images,
            int text,
            int patch,
            int rank) {}

    private static final double RMS_EPSILON = 1e-6;
    private static final double CLIP_EPSILON = 1e-5;

    private final Size size;
    private final Map<String, Tensor> weights = new HashMap<>();
    private final Map<String, Tensor[]> adapters = new HashMap<>();
    private final AdamW optimizer;
    private final double scaling;
    private final TensorOptional mask;
    private final Tensor cos;
    private final Tensor sin;

    /** The peer of a step of a model of these sizes on samples of so many words. */
    static TorchLlava of(
            LlavaConfig config,
            int words,
            Map<String, io.github.fttp.core.tensor.Tensor> ours,
            Map<String, io.github.fttp.core.tensor.Tensor> adapter) {
        LlamaConfig text = config.text();
        ClipVisionConfig vision = config.vision();
        Size size = new Size(
                text.hiddenSize(),
                text.layers(),
                text.heads(),
                vision.layers(),
                vision.heads(),
                config.imagePositions(),
                words,
                vision.patchSize(),
                BenchModel.RANK);
        return new TorchLlava(size, ours, adapter, 2.0 * BenchModel.RANK, LlavaStep.RATE);
    }

    /**
     * @param ours weights by their names in current checkpoints; their memory is shared
     * @param adapter its weights by their names, which are copied
     */
    TorchLlava(
            Size size,
            Map<String, io.github.fttp.core.tensor.Tensor> ours,
            Map<String, io.github.fttp.core.tensor.Tensor> adapter,
            double alpha,
            double rate) {
        this.size = size;
        scaling = alpha / size.rank();
        ours.forEach((name, weight) -> weights.put(name, Torch.view(weight)));
        List<Tensor> trained = new ArrayList<>();
        weights.forEach((name, weight) -> {
            if (!name.matches(".*language_model.*_proj\\.weight")) return;
            String module = name.replace(".weight", "");
            Tensor a = Torch.view(adapter.get(module + ".lora_A.weight")).clone().requires_grad_();
            Tensor b = Torch.view(adapter.get(module + ".lora_B.weight")).clone().requires_grad_();
            adapters.put(module, new Tensor[] {a, b});
            trained.add(a);
            trained.add(b);
        });
        optimizer = new AdamW(new TensorVector(trained.toArray(Tensor[]::new)), new AdamWOptions(rate));
        int positions = size.images() + size.text();
        int headWidth = size.hidden() / size.heads();
        mask = Torch.causalMask(positions);
        cos = Torch.rotaryTable(positions, headWidth, 10000, false);
        sin = Torch.rotaryTable(positions, headWidth, 10000, true);
    }

    /**
     * Forward, split loss, backward, AdamW.
     *
     * @param pixels {@code [B, 3, S, S]}
     * @param ids {@code [B, text]}, behind the image
     * @param labels {@code [B, text]}
     * @param signs {@code [B, text]}: signed weight of each label divided by the number that count, 0 where none counts
     * @return the loss
     */
    float step(Tensor pixels, Tensor ids, Tensor labels, Tensor signs) {
        try (PointerScope scope = new PointerScope()) {
            optimizer.zero_grad();
            Tensor loss = loss(pixels, ids, labels, signs);
            scope.attach(loss);
            loss.backward();
            optimizer.step();
            return loss.item_float();
        }
    }

    private Tensor loss(Tensor pixels, Tensor ids, Tensor labels, Tensor signs) {
        Tensor words = embedding(weight("model.language_model.embed_tokens.weight"), ids);
        Tensor x = cat(new TensorVector(imageFeatures(pixels), words), 1);
        for (int i = 0; i < size.layers(); i++) x = decoderLayer("model.language_model.layers." + i + ".", x);
        x = Torch.rmsNorm(x, weight("model.language_model.norm.weight"), RMS_EPSILON);
        Tensor logits = linear(x, weight("lm_head.weight"));
        Tensor scored = log_softmax(logits.narrow(1, size.images() - 1L, size.text()), -1);
        return scored.gather(-1, labels.unsqueeze(-1)).squeeze(-1).neg().mul(signs).sum();
    }

    private Tensor decoderLayer(String name, Tensor x) {
        Tensor normed = Torch.rmsNorm(x, weight(name + "input_layernorm.weight"), RMS_EPSILON);
        Tensor q = Torch.splitHeads(lora(name + "self_attn.q_proj", normed), size.heads());
        Tensor k = Torch.splitHeads(lora(name + "self_attn.k_proj", normed), size.heads());
        Tensor v = Torch.splitHeads(lora(name + "self_attn.v_proj", normed), size.heads());
        Tensor mixed = Torch.attention(Torch.rotary(q, cos, sin), Torch.rotary(k, cos, sin), v, mask);
        x = x.add(lora(name + "self_attn.o_proj", mixed));
        normed = Torch.rmsNorm(x, weight(name + "post_attention_layernorm.weight"), RMS_EPSILON);
        Tensor inside = Torch.swiglu(lora(name + "mlp.gate_proj", normed), lora(name + "mlp.up_proj", normed));
        return x.add(lora(name + "mlp.down_proj", inside));
    }

    /** peft.tuners.lora.Linear. */
    private Tensor lora(String name, Tensor x) {
        Tensor[] adapter = adapters.get(name);
        Tensor low = linear(linear(x, adapter[0]), adapter[1]);
        return linear(x, weight(name + ".weight")).add(low.mul(new Scalar(scaling)));
    }

    private Tensor imageFeatures(Tensor pixels) {
        String tower = "model.vision_tower.vision_model.";
        Tensor patches = conv2d(
                pixels,
                weight(tower + "embeddings.patch_embedding.weight"),
                new TensorOptional(),
                new long[] {size.patch(), size.patch()},
                new long[] {0, 0},
                new long[] {1, 1},
                1);
        Tensor cls = weight(tower + "embeddings.class_embedding").view(1, 1, -1).expand(pixels.size(0), 1, -1);
        Tensor x = cat(new TensorVector(cls, patches.flatten(2, 3).transpose(1, 2)), 1)
                .add(weight(tower + "embeddings.position_embedding.weight"));
        x = layerNorm(tower + "pre_layrnorm", x);
        Tensor selected = x;
        for (int i = 0; i < size.visionLayers(); i++) {
            selected = x;
            x = encoderLayer(tower + "encoder.layers." + i + ".", x);
        }
        Tensor features = selected.narrow(1, 1, size.images());
        return affine("model.multi_modal_projector.linear_2", gelu(affine("model.multi_modal_projector.linear_1", features)));
    }

    private Tensor encoderLayer(String name, Tensor x) {
        Tensor normed = layerNorm(name + "layer_norm1", x);
        Tensor q = Torch.splitHeads(affine(name + "self_attn.q_proj", normed), size.visionHeads());
        Tensor k = Torch.splitHeads(affine(name + "self_attn.k_proj", normed), size.visionHeads());
        Tensor v = Torch.splitHeads(affine(name + "self_attn.v_proj", normed), size.visionHeads());
        x = x.add(affine(name + "self_attn.out_proj", Torch.attention(q, k, v, new TensorOptional())));
        Tensor inside = affine(name + "mlp.fc1", layerNorm(name + "layer_norm2", x));
        inside = inside.mul(sigmoid(inside.mul(new Scalar(1.702))));
        return x.add(affine(name + "mlp.fc2", inside));
    }

    private Tensor affine(String name, Tensor x) {
        return Torch.affine(x, weight(name + ".weight"), weight(name + ".bias"));
    }

    private Tensor layerNorm(String name, Tensor x) {
        return layer_norm(
                x,
                new long[] {x.size(-1)},
                new TensorOptional(weight(name + ".weight")),
                new TensorOptional(weight(name + ".bias")),
                CLIP_EPSILON,
                false);
    }

    private Tensor weight(String name) {
        Tensor weight = weights.get(name);
        if (weight == null) throw new IllegalArgumentException("no weight " + name);
        return weight;
    }
}
