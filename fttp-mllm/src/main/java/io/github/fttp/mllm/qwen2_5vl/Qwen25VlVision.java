package io.github.fttp.mllm.qwen2_5vl;

import io.github.fttp.core.autograd.Rows;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Activation;
import io.github.fttp.core.nn.Linear;
import io.github.fttp.core.nn.Module;
import io.github.fttp.core.nn.RmsNorm;
import io.github.fttp.core.nn.Rope;
import io.github.fttp.core.nn.SwiGluMlp;
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
import java.util.List;

/**
 * Qwen2.5-VL's image encoder: most blocks attend within windows, some to the whole image. Source: transformers' {@code
 * Qwen2_5_VisionTransformerPretrainedModel}, whose values it gives; patches lie window by window inside of it.
 */
public final class Qwen25VlVision implements VisionEncoder {
    /** Fixed in the reference. */
    private static final double EPSILON = 1e-6;

    private final Qwen25VlConfig config;
    private final PatchProjection patchEmbed;
    private final List<VisionBlock> blocks = new ArrayList<>();
    private final PatchMerger merger;

    Qwen25VlVision(Qwen25VlConfig config, Weights weights, String prefix) {
        this.config = config;
        int width = config.width();
        patchEmbed = new PatchProjection(
                weights, prefix + "patch_embed.proj", width, config.common().patches(), false);
        for (int i = 0; i < config.depth(); i++) {
            String name = prefix + "blocks." + i;
            blocks.add(new VisionBlock(
                    weights,
                    name,
                    width,
                    config.heads(),
                    RmsNorm.of(weights, name + ".norm1", width, EPSILON),
                    RmsNorm.of(weights, name + ".norm2", width, EPSILON),
                    SwiGluMlp.of(weights, name + ".mlp", width, config.intermediateSize(), true)));
        }
        String name = prefix + "merger.";
        int merged = width * config.common().patches().squared();
        TwoLayerMlp mlp = new TwoLayerMlp(
                Linear.withBias(weights, name + "mlp.0", merged, merged),
                Activation.GELU,
                Linear.withBias(
                        weights, name + "mlp.2", merged, config.common().text().hiddenSize()));
        merger = new PatchMerger(RmsNorm.of(weights, name + "ln_q", width, EPSILON), width, mlp, merged);
    }

    @Override
    public Module tower() {
        List<Module> parts = new ArrayList<>();
        parts.add(patchEmbed);
        parts.addAll(blocks);
        return new ModuleGroup(parts);
    }

    @Override
    public Module mergers() {
        return merger;
    }

    @Override
    public Var encode(Tape tape, List<PreparedImage> images) {
        Windows windows = windowsOf(images);
        Segments within = Segments.of(windows.lengths());
        Segments whole = Segments.of(windows.imageLengths());
        Rope rope = VisionRope.of(
                tape, windows.rows(), windows.columns(), config.width() / config.heads(), config.ropeTheta());
        Var x = Rows.gather(tape, patchEmbed.forward(tape, images), windows.patches());
        for (int i = 0; i < blocks.size(); i++) {
            VisionBlock block = blocks.get(i);
            Segments segments = config.fullBlocks().contains(i) ? whole : within;
            x = tape.block(x, (inner, state) -> block.forward(inner, state, rope, segments));
        }
        return x;
    }

    @Override
    public List<Var> merge(Tape tape, List<PreparedImage> images, Var encoded) {
        return List.of(Rows.gather(
                tape, merger.forward(tape, encoded), windowsOf(images).back()));
    }

    private Windows windowsOf(List<PreparedImage> images) {
        return windows(PatchGrid.of(images, config.common().patches().merge()));
    }

    /** How images of these sizes are cut into windows. */
    public Windows windows(List<PatchGrid> grids) {
        return Windows.of(grids, config.windowSide());
    }
}
