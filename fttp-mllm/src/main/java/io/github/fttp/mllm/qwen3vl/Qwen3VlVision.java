package io.github.fttp.mllm.qwen3vl;

import io.github.fttp.core.autograd.Elementwise;
import io.github.fttp.core.autograd.Rows;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Activation;
import io.github.fttp.core.nn.LayerNorm;
import io.github.fttp.core.nn.Linear;
import io.github.fttp.core.nn.Module;
import io.github.fttp.core.nn.Rope;
import io.github.fttp.core.nn.TwoLayerMlp;
import io.github.fttp.core.nn.Weights;
import io.github.fttp.mllm.data.PreparedImage;
import io.github.fttp.mllm.qwen.ModuleGroup;
import io.github.fttp.mllm.qwen.PatchGrid;
import io.github.fttp.mllm.qwen.PatchMerger;
import io.github.fttp.mllm.qwen.PatchProjection;
import io.github.fttp.mllm.qwen.Segments;
import io.github.fttp.mllm.qwen.VisionBlock;
import io.github.fttp.mllm.qwen.VisionEncoder;
import io.github.fttp.mllm.qwen.VisionRope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Qwen3-VL's image encoder: position embeddings read off a table, blocks that attend to the whole image, and mergers of the
 * last result and of some before. Source: transformers' {@code Qwen3VLVisionModel}, whose values it gives.
 */
public final class Qwen3VlVision implements VisionEncoder {
    /** Fixed in the reference. */
    private static final double EPSILON = 1e-6;

    private final Qwen3VlConfig config;
    private final PatchProjection patchEmbed;
    private final PositionTable posEmbed;
    private final List<VisionBlock> blocks = new ArrayList<>();
    private final PatchMerger merger;
    private final List<PatchMerger> deepStackMergers = new ArrayList<>();

    Qwen3VlVision(Qwen3VlConfig config, Weights weights, String prefix) {
        this.config = config;
        int width = config.width();
        patchEmbed = new PatchProjection(
                weights, prefix + "patch_embed.proj", width, config.common().patches(), true);
        posEmbed = new PositionTable(weights, prefix + "pos_embed", config.tableSide(), width);
        for (int i = 0; i < config.depth(); i++) {
            String name = prefix + "blocks." + i;
            TwoLayerMlp mlp = mlp(weights, name + ".mlp", width, config.intermediateSize(), config.activation(), width);
            blocks.add(new VisionBlock(
                    weights,
                    name,
                    width,
                    config.heads(),
                    LayerNorm.of(weights, name + ".norm1", width, EPSILON),
                    LayerNorm.of(weights, name + ".norm2", width, EPSILON),
                    mlp));
        }
        merger = merger(weights, prefix + "merger", width);
        int merged = width * config.common().patches().squared();
        for (int k = 0; k < config.deepStackBlocks().size(); k++) {
            deepStackMergers.add(merger(weights, prefix + "deepstack_merger_list." + k, merged));
        }
    }

    private PatchMerger merger(Weights weights, String name, int normWidth) {
        int merged = config.width() * config.common().patches().squared();
        int text = config.common().text().hiddenSize();
        return new PatchMerger(
                LayerNorm.of(weights, name + ".norm", normWidth, EPSILON),
                normWidth,
                mlp(weights, name, merged, merged, Activation.GELU, text),
                merged);
    }

    private static TwoLayerMlp mlp(Weights weights, String name, int in, int inner, Activation activation, int out) {
        return new TwoLayerMlp(
                Linear.withBias(weights, name + ".linear_fc1", in, inner),
                activation,
                Linear.withBias(weights, name + ".linear_fc2", inner, out));
    }

    @Override
    public Module tower() {
        List<Module> parts = new ArrayList<>();
        parts.add(patchEmbed);
        parts.add(posEmbed);
        parts.addAll(blocks);
        return new ModuleGroup(parts);
    }

    @Override
    public Module mergers() {
        List<Module> parts = new ArrayList<>();
        parts.add(merger);
        parts.addAll(deepStackMergers);
        return new ModuleGroup(parts);
    }

    /** {@code [patches, C (1 + K)]}: the last result, then those for DeepStack in the order of their blocks. */
    @Override
    public Var encode(Tape tape, List<PreparedImage> images) {
        List<PatchGrid> grids = PatchGrid.of(images, config.common().patches().merge());
        Segments segments = Segments.of(grids.stream().map(PatchGrid::patches).toList());
        Rope rope = VisionRope.of(
                tape,
                joined(grids, PatchGrid::patchRows),
                joined(grids, PatchGrid::patchColumns),
                config.width() / config.heads(),
                config.ropeTheta());
        Var x = Elementwise.add(tape, patchEmbed.forward(tape, images), positionEmbeddings(tape, grids));
        List<Var> results = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            VisionBlock block = blocks.get(i);
            x = tape.block(x, (inner, state) -> block.forward(inner, state, rope, segments));
            if (config.deepStackBlocks().contains(i)) results.add(x);
        }
        results.add(0, x);
        return results.size() == 1 ? x : Rows.concat(tape, 1, results.toArray(Var[]::new));
    }

    @Override
    public List<Var> merge(Tape tape, List<PreparedImage> images, Var encoded) {
        List<Var> merged = new ArrayList<>();
        merged.add(merger.forward(tape, part(tape, encoded, 0)));
        List<Integer> inOrder = config.deepStackBlocks().stream().sorted().toList();
        for (int k = 0; k < inOrder.size(); k++) {
            int which = config.deepStackBlocks().indexOf(inOrder.get(k));
            merged.add(deepStackMergers.get(which).forward(tape, part(tape, encoded, k + 1)));
        }
        return merged;
    }

    private Var part(Tape tape, Var encoded, int which) {
        int width = config.width();
        return encoded.shape().dim(1) == width
                ? encoded
                : Rows.slice(tape, encoded, 1, which * width, (which + 1) * width);
    }

    /** Rows that are added to patches for their places, {@code [patches, C]}. */
    public Var positionEmbeddings(Tape tape, List<PatchGrid> grids) {
        return posEmbed.forward(tape, grids);
    }

    private static int[] joined(List<PatchGrid> grids, Function<PatchGrid, int[]> of) {
        return grids.stream().map(of).flatMapToInt(Arrays::stream).toArray();
    }
}
