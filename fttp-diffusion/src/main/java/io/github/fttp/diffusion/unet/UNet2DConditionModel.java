package io.github.fttp.diffusion.unet;

import io.github.fttp.core.autograd.Elementwise;
import io.github.fttp.core.autograd.FeatureMaps;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Convolution;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.Checkpoint;
import io.github.fttp.core.nn.CheckpointWeights;
import io.github.fttp.core.nn.Conv2d;
import io.github.fttp.core.nn.GroupNorm;
import io.github.fttp.core.nn.Module;
import io.github.fttp.core.nn.Weights;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.diffusion.layers.ResnetBlock;
import io.github.fttp.diffusion.layers.Upsample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The U-Net of Stable Diffusion: from a noisy latent image, its time step and the conditioning by a text to the noise (or the
 * velocity) in it. Source: diffusers' {@code UNet2DConditionModel}, whose values it gives.
 */
public final class UNet2DConditionModel implements Module {
    /** Stem of the weights' file in a folder of diffusers. */
    private static final String STEM = "diffusion_pytorch_model";

    private final UNetConfig config;
    private final Conv2d convIn;
    private final Waves waves;
    private final TimeEmbedding timeEmbedding;
    private final List<AddedEmbedding> addEmbedding; // none or one
    private final List<DownBlock> downBlocks = new ArrayList<>();
    private final List<MidBlock> midBlock; // none or one
    private final List<UpBlock> upBlocks = new ArrayList<>();
    private final GroupNorm convNormOut;
    private final Conv2d convOut;

    private UNet2DConditionModel(UNetConfig config, Weights weights) {
        this.config = config;
        ResnetBlock.Style style = new ResnetBlock.Style(
                config.normGroups(), config.normEpsilon(), config.activation(), config.timeWidth());
        List<Integer> channels = config.channels();
        int last = channels.size() - 1;
        int first = channels.get(0);
        convIn = Conv2d.of(weights, "conv_in", config.inChannels(), first, Convolution.same(config.convInKernel()));
        waves = new Waves(first, config.flipSinToCos(), config.freqShift());
        timeEmbedding = TimeEmbedding.of(weights, "time_embedding", first, config.activation(), config.timeWidth());
        addEmbedding =
                config.addition().isThere() ? List.of(AddedEmbedding.of(weights, "add_embedding", config)) : List.of();
        for (int i = 0; i <= last; i++) {
            downBlocks.add(DownBlock.of(weights, i, first, i < last, config, style));
            first = channels.get(i);
        }
        midBlock = config.middle().stream()
                .map(level -> MidBlock.of(weights, level, config, style))
                .toList();
        int before = channels.get(last);
        for (int i = 0; i <= last; i++) {
            // The skips of a level are as wide as that level, but its last one comes from the level above.
            int lastSkip = channels.get(Math.max(0, last - i - 1));
            upBlocks.add(UpBlock.of(weights, i, before, lastSkip, i < last, config, style));
            before = config.up().get(i).channels();
        }
        convNormOut =
                GroupNorm.of(weights, "conv_norm_out", channels.get(0), config.normGroups(), config.normEpsilon());
        convOut = Conv2d.of(
                weights, "conv_out", channels.get(0), config.outChannels(), Convolution.same(config.convOutKernel()));
    }

    /** A model with weights of the checkpoint's names. */
    public static UNet2DConditionModel of(UNetConfig config, Weights weights) {
        return new UNet2DConditionModel(config, weights);
    }

    /** Loads the {@code unet} folder of a diffusers pipeline; weights stay mapped where their type allows. */
    public static UNet2DConditionModel load(Path folder, Engine engine) {
        UNetConfig config = UNetConfig.read(folder);
        return load(config, checked(folder, config), engine.pool());
    }

    /** From weights whose names and shapes were checked. */
    public static UNet2DConditionModel load(UNetConfig config, Checkpoint checkpoint, Pool pool) {
        return of(config, CheckpointWeights.of(checkpoint, pool));
    }

    /** Opens the weights of a folder; names and shapes are those of the configuration, and none is read yet. */
    public static Checkpoint checked(Path folder, UNetConfig config) {
        Checkpoint checkpoint = Checkpoint.open(folder, STEM, name -> name);
        of(config, CheckpointWeights.checking(checkpoint));
        checkpoint.requireAllRead(name -> false);
        return checkpoint;
    }

    /** Its sizes and settings. */
    public UNetConfig config() {
        return config;
    }

    /**
     * The prediction, in the shape of {@code sample}.
     *
     * @param sample {@code [B, in, H, W]}, any size of which the smallest level still has a pixel
     * @param timesteps one a sample
     * @param conditioning of as many samples
     * @throws IllegalArgumentException if the conditioning has not those embeddings that this U-Net takes
     */
    public Var forward(Tape tape, Var sample, float[] timesteps, Conditioning.Vars conditioning) {
        return forward(tape, sample, timesteps, conditioning, AttentionProbe.none());
    }

    /** Predicts likewise, showing {@code probe} the attention of the pixels to the tokens. */
    public Var forward(Tape tape, Var sample, float[] timesteps, Conditioning.Vars conditioning, AttentionProbe probe) {
        Var time = Elementwise.activate(tape, config.activation(), embedded(tape, timesteps, conditioning));
        Stage.Conditions conditions = new Stage.Conditions(time, conditioning, probe);
        Var x = convIn.forward(tape, FeatureMaps.channelsLast(tape, sample)); // [B, H, W, channels 0]
        List<Var> skips = new ArrayList<>(List.of(x));
        for (DownBlock block : downBlocks) x = block.forward(tape, x, skips, conditions);
        for (MidBlock block : midBlock) x = block.forward(tape, x, conditions);
        for (UpBlock block : upBlocks) x = block.forward(tape, x, skips, conditions);
        Var normed = convNormOut.forward(tape, x, config.activation());
        return FeatureMaps.channelsFirst(tape, convOut.forward(tape, normed)); // [B, out, H, W]
    }

    /** Time steps, and what is added to them, {@code [B, timeWidth]}. */
    private Var embedded(Tape tape, float[] timesteps, Conditioning.Vars conditioning) {
        Var time = timeEmbedding.forward(tape, waves.rows(tape, timesteps.length, timesteps));
        if (!addEmbedding.isEmpty()) {
            return Elementwise.add(tape, time, addEmbedding.get(0).forward(tape, conditioning));
        }
        if (conditioning.added().isEmpty()) return time;
        throw new IllegalArgumentException("this U-Net takes text states alone, not "
                + conditioning.added().keySet());
    }

    @Override
    public List<Module> parts() {
        return Stream.of(
                        Stream.of(convIn, timeEmbedding),
                        addEmbedding.stream(),
                        downBlocks.stream(),
                        midBlock.stream(),
                        upBlocks.stream(),
                        Stream.of(convNormOut, convOut))
                .flatMap(part -> part)
                .map(Module.class::cast)
                .toList();
    }

    /** A level on the way down; leaves its maps for the way up. */
    private record DownBlock(List<Stage> stages, List<Conv2d> downsampler) implements Module {
        static DownBlock of(
                Weights weights, int index, int in, boolean shrinks, UNetConfig config, ResnetBlock.Style style) {
            String name = "down_blocks." + index;
            UNetConfig.Level level = config.down().get(index);
            List<Stage> stages = new ArrayList<>();
            for (int i = 0; i < level.layers(); i++) {
                stages.add(Stage.of(weights, name, i, i == 0 ? in : level.channels(), config, level, style));
            }
            Convolution how = new Convolution(3, 2, config.downPadding(), 1);
            return new DownBlock(
                    stages,
                    shrinks
                            ? List.of(Conv2d.of(
                                    weights, name + ".downsamplers.0.conv", level.channels(), level.channels(), how))
                            : List.of());
        }

        Var forward(Tape tape, Var x, List<Var> skips, Stage.Conditions conditions) {
            Var h = x;
            for (Stage stage : stages) {
                h = stage.forward(tape, h, conditions);
                skips.add(h);
            }
            for (Conv2d each : downsampler) {
                h = each.forward(tape, h);
                skips.add(h);
            }
            return h;
        }

        @Override
        public List<Module> parts() {
            return Stream.<Module>concat(stages.stream(), downsampler.stream()).toList();
        }
    }

    /** The smallest level: stages, the last of which is a ResNet block alone. */
    private record MidBlock(List<Stage> stages) implements Module {
        static MidBlock of(Weights weights, UNetConfig.Level level, UNetConfig config, ResnetBlock.Style style) {
            List<Stage> stages = new ArrayList<>();
            for (int i = 0; i <= level.layers(); i++) {
                stages.add(Stage.of(weights, "mid_block", i, level.channels(), config, level, style));
            }
            return new MidBlock(stages);
        }

        Var forward(Tape tape, Var x, Stage.Conditions conditions) {
            Var h = x;
            for (Stage stage : stages) h = stage.forward(tape, h, conditions);
            return h;
        }

        @Override
        public List<Module> parts() {
            return List.copyOf(stages);
        }
    }

    /** A level on the way up; takes the maps of the way down, the last first. */
    private record UpBlock(List<Stage> stages, List<Upsample> upsampler) implements Module {
        static UpBlock of(
                Weights weights,
                int index,
                int before,
                int lastSkip,
                boolean grows,
                UNetConfig config,
                ResnetBlock.Style style) {
            String name = "up_blocks." + index;
            UNetConfig.Level level = config.up().get(index);
            int width = level.channels();
            List<Stage> stages = new ArrayList<>();
            for (int i = 0; i <= level.layers(); i++) {
                int in = (i == 0 ? before : width) + (i == level.layers() ? lastSkip : width);
                stages.add(Stage.of(weights, name, i, in, config, level, style));
            }
            return new UpBlock(
                    stages, grows ? List.of(Upsample.of(weights, name + ".upsamplers.0", width)) : List.of());
        }

        Var forward(Tape tape, Var x, List<Var> skips, Stage.Conditions conditions) {
            Var h = x;
            for (Stage stage : stages) h = stage.forward(tape, h, skips.remove(skips.size() - 1), conditions);
            for (Upsample each : upsampler) {
                // To the size of the next map, since an odd one was halved upwards.
                Var next = skips.get(skips.size() - 1);
                h = each.forward(tape, h, next.shape().dim(1), next.shape().dim(2));
            }
            return h;
        }

        @Override
        public List<Module> parts() {
            return Stream.<Module>concat(stages.stream(), upsampler.stream()).toList();
        }
    }
}
