package io.github.fttp.diffusion.vae;

import io.github.fttp.core.autograd.Attention;
import io.github.fttp.core.autograd.FeatureMaps;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Activation;
import io.github.fttp.core.engine.AttentionMask;
import io.github.fttp.core.engine.Convolution;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.Checkpoint;
import io.github.fttp.core.nn.CheckpointWeights;
import io.github.fttp.core.nn.Conv2d;
import io.github.fttp.core.nn.GroupNorm;
import io.github.fttp.core.nn.Linear;
import io.github.fttp.core.nn.Module;
import io.github.fttp.core.nn.Weights;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.diffusion.layers.ResnetBlock;
import io.github.fttp.diffusion.layers.Upsample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The autoencoder between images and what the U-Net works on. Source: diffusers' {@code AutoencoderKL}, whose values it
 * gives, under its current and its older weight names.
 */
public final class AutoencoderKl implements Module {
    private static final double EPSILON = 1e-6;
    private static final String STEM = "diffusion_pytorch_model";

    /** Names of attention layers before diffusers 0.17. */
    private static final Map<String, String> OLDER_NAMES =
            Map.of("query", "to_q", "key", "to_k", "value", "to_v", "proj_attn", "to_out.0");

    private final VaeConfig config;
    private final Encoder encoder;
    private final List<Conv2d> quantConv; // none or one
    private final List<Conv2d> postQuantConv; // none or one
    private final Decoder decoder;

    private AutoencoderKl(VaeConfig config, Weights weights) {
        this.config = config;
        int latent = config.latentChannels();
        encoder = Encoder.of(weights, config);
        quantConv = pixelwise(weights, "quant_conv", 2 * latent, config.quantConv());
        postQuantConv = pixelwise(weights, "post_quant_conv", latent, config.postQuantConv());
        decoder = Decoder.of(weights, config);
    }

    private static List<Conv2d> pixelwise(Weights weights, String name, int channels, boolean there) {
        return there ? List.of(Conv2d.of(weights, name, channels, channels, Convolution.same(1))) : List.of();
    }

    /** A model with weights of the checkpoint's current names. */
    public static AutoencoderKl of(VaeConfig config, Weights weights) {
        return new AutoencoderKl(config, weights);
    }

    /** Loads the {@code vae} folder of a diffusers pipeline; weights stay mapped where their type allows. */
    public static AutoencoderKl load(Path folder, Engine engine) {
        VaeConfig config = VaeConfig.read(folder);
        return load(config, checked(folder, config), engine.pool());
    }

    /** From weights whose names and shapes were checked. */
    public static AutoencoderKl load(VaeConfig config, Checkpoint checkpoint, Pool pool) {
        return of(config, CheckpointWeights.of(checkpoint, pool));
    }

    /** Opens the weights of a folder; names and shapes are those of the configuration, and none is read yet. */
    public static Checkpoint checked(Path folder, VaeConfig config) {
        Checkpoint checkpoint = Checkpoint.open(folder, STEM, AutoencoderKl::currentName);
        of(config, CheckpointWeights.checking(checkpoint));
        checkpoint.requireAllRead(name -> false);
        return checkpoint;
    }

    private static String currentName(String name) {
        int attention = name.indexOf(".attentions.");
        int from = name.indexOf('.', attention + ".attentions.".length()) + 1;
        int to = name.lastIndexOf('.');
        if (attention < 0 || to < from) return name;
        String part = name.substring(from, to);
        return name.substring(0, from) + OLDER_NAMES.getOrDefault(part, part) + name.substring(to);
    }

    /** Its sizes and settings. */
    public VaeConfig config() {
        return config;
    }

    /**
     * Mean and logarithm of the variance of each latent value, before any scaling.
     *
     * @param images {@code [B, 3, H, W]}, values from -1 to 1, sides multiples of {@link VaeConfig#vaeScaleFactor}
     * @return {@code [B, 2 latent, h, w]}: the means, then the logarithms
     */
    public Var moments(Tape tape, Var images) {
        Var x = encoder.forward(tape, FeatureMaps.channelsLast(tape, images));
        for (Conv2d each : quantConv) x = each.forward(tape, x);
        return FeatureMaps.channelsFirst(tape, x);
    }

    /** {@code latents [B, latent, h, w]}, unscaled, to images {@code [B, 3, H, W]} of values about -1 to 1. */
    public Var decode(Tape tape, Var latents) {
        Var x = FeatureMaps.channelsLast(tape, latents);
        for (Conv2d each : postQuantConv) x = each.forward(tape, x);
        return FeatureMaps.channelsFirst(tape, decoder.forward(tape, x));
    }

    @Override
    public List<Module> parts() {
        return Stream.of(Stream.of(encoder), quantConv.stream(), postQuantConv.stream(), Stream.of(decoder))
                .flatMap(part -> part)
                .map(Module.class::cast)
                .toList();
    }

    private static ResnetBlock.Style style(VaeConfig config) {
        return new ResnetBlock.Style(config.normGroups(), EPSILON, config.activation(), 0);
    }

    private static Var run(Tape tape, ResnetBlock block, Var x) {
        return tape.block(x, block::forward);
    }

    /** The end of encoder and decoder: norm, SiLU whatever the ResNet blocks have, convolution. */
    private record Head(GroupNorm convNormOut, Conv2d convOut) implements Module {
        static Head of(Weights weights, String name, int in, int out, VaeConfig config) {
            return new Head(
                    GroupNorm.of(weights, name + ".conv_norm_out", in, config.normGroups(), EPSILON),
                    Conv2d.of(weights, name + ".conv_out", in, out, Convolution.same(3)));
        }

        Var forward(Tape tape, Var x) {
            return tape.block(x, (inner, h) -> convOut.forward(inner, convNormOut.forward(inner, h, Activation.SILU)));
        }

        @Override
        public List<Module> parts() {
            return List.of(convNormOut, convOut);
        }
    }

    private record Encoder(Conv2d convIn, List<DownLevel> levels, MidBlock mid, Head head) implements Module {
        static Encoder of(Weights weights, VaeConfig config) {
            List<Integer> channels = config.channels();
            int in = channels.get(0);
            int last = channels.size() - 1;
            Conv2d first = Conv2d.of(weights, "encoder.conv_in", config.inChannels(), in, Convolution.same(3));
            List<DownLevel> levels = new ArrayList<>();
            for (int i = 0; i <= last; i++) {
                levels.add(DownLevel.of(weights, "encoder.down_blocks." + i, in, channels.get(i), i < last, config));
                in = channels.get(i);
            }
            return new Encoder(
                    first,
                    levels,
                    MidBlock.of(weights, "encoder.mid_block", in, config),
                    Head.of(weights, "encoder", in, 2 * config.latentChannels(), config));
        }

        Var forward(Tape tape, Var x) {
            Var h = convIn.forward(tape, x);
            for (DownLevel level : levels) h = level.forward(tape, h);
            return head.forward(tape, mid.forward(tape, h));
        }

        @Override
        public List<Module> parts() {
            List<Module> parts = new ArrayList<>(List.of(convIn));
            parts.addAll(levels);
            parts.addAll(List.of(mid, head));
            return parts;
        }
    }

    private record DownLevel(List<ResnetBlock> resnets, List<Conv2d> downsampler) implements Module {
        static DownLevel of(Weights weights, String name, int in, int out, boolean shrinks, VaeConfig config) {
            List<ResnetBlock> resnets = new ArrayList<>();
            for (int i = 0; i < config.layers(); i++) {
                resnets.add(ResnetBlock.of(weights, name + ".resnets." + i, i == 0 ? in : out, out, style(config)));
            }
            // Zeros behind the image only.
            Convolution how = new Convolution(3, 2, 0, 1);
            return new DownLevel(
                    resnets,
                    shrinks ? List.of(Conv2d.of(weights, name + ".downsamplers.0.conv", out, out, how)) : List.of());
        }

        Var forward(Tape tape, Var x) {
            Var h = x;
            for (ResnetBlock each : resnets) h = run(tape, each, h);
            for (Conv2d each : downsampler) h = tape.block(h, (inner, map) -> each.forward(inner, map));
            return h;
        }

        @Override
        public List<Module> parts() {
            return Stream.<Module>concat(resnets.stream(), downsampler.stream()).toList();
        }
    }

    private record Decoder(Conv2d convIn, MidBlock mid, List<UpLevel> levels, Head head) implements Module {
        static Decoder of(Weights weights, VaeConfig config) {
            List<Integer> channels = config.channels();
            int last = channels.size() - 1;
            int in = channels.get(last);
            Conv2d first = Conv2d.of(weights, "decoder.conv_in", config.latentChannels(), in, Convolution.same(3));
            MidBlock mid = MidBlock.of(weights, "decoder.mid_block", in, config);
            List<UpLevel> levels = new ArrayList<>();
            for (int i = 0; i <= last; i++) {
                int out = channels.get(last - i);
                levels.add(UpLevel.of(weights, "decoder.up_blocks." + i, in, out, i < last, config));
                in = out;
            }
            return new Decoder(first, mid, levels, Head.of(weights, "decoder", in, config.outChannels(), config));
        }

        Var forward(Tape tape, Var x) {
            Var h = mid.forward(tape, convIn.forward(tape, x));
            for (UpLevel level : levels) h = level.forward(tape, h);
            return head.forward(tape, h);
        }

        @Override
        public List<Module> parts() {
            List<Module> parts = new ArrayList<>(List.of(convIn, mid));
            parts.addAll(levels);
            parts.add(head);
            return parts;
        }
    }

    private record UpLevel(List<ResnetBlock> resnets, List<Upsample> upsampler) implements Module {
        static UpLevel of(Weights weights, String name, int in, int out, boolean grows, VaeConfig config) {
            List<ResnetBlock> resnets = new ArrayList<>();
            for (int i = 0; i <= config.layers(); i++) {
                resnets.add(ResnetBlock.of(weights, name + ".resnets." + i, i == 0 ? in : out, out, style(config)));
            }
            return new UpLevel(resnets, grows ? List.of(Upsample.of(weights, name + ".upsamplers.0", out)) : List.of());
        }

        Var forward(Tape tape, Var x) {
            Var h = x;
            for (ResnetBlock each : resnets) h = run(tape, each, h);
            for (Upsample each : upsampler) {
                int height = 2 * h.shape().dim(1);
                int width = 2 * h.shape().dim(2);
                h = tape.block(h, (inner, map) -> each.forward(inner, map, height, width));
            }
            return h;
        }

        @Override
        public List<Module> parts() {
            return Stream.<Module>concat(resnets.stream(), upsampler.stream()).toList();
        }
    }

    private record MidBlock(ResnetBlock first, List<PixelAttention> attention, ResnetBlock second) implements Module {
        static MidBlock of(Weights weights, String name, int width, VaeConfig config) {
            return new MidBlock(
                    ResnetBlock.of(weights, name + ".resnets.0", width, width, style(config)),
                    config.midAttention()
                            ? List.of(PixelAttention.of(weights, name + ".attentions.0", width, config))
                            : List.of(),
                    ResnetBlock.of(weights, name + ".resnets.1", width, width, style(config)));
        }

        Var forward(Tape tape, Var x) {
            Var h = run(tape, first, x);
            for (PixelAttention each : attention) h = tape.block(h, each::forward);
            return run(tape, second, h);
        }

        @Override
        public List<Module> parts() {
            return Stream.of(Stream.of(first), attention.stream(), Stream.of(second))
                    .flatMap(part -> part)
                    .map(Module.class::cast)
                    .toList();
        }
    }

    /** Pixels look at each other, with a single head as wide as the map, round which it is carried. */
    private record PixelAttention(GroupNorm groupNorm, Linear toQ, Linear toK, Linear toV, Linear toOut)
            implements Module {
        static PixelAttention of(Weights weights, String name, int width, VaeConfig config) {
            return new PixelAttention(
                    GroupNorm.of(weights, name + ".group_norm", width, config.normGroups(), EPSILON),
                    Linear.withBias(weights, name + ".to_q", width, width),
                    Linear.withBias(weights, name + ".to_k", width, width),
                    Linear.withBias(weights, name + ".to_v", width, width),
                    Linear.withBias(weights, name + ".to_out.0", width, width));
        }

        Var forward(Tape tape, Var x) {
            Shape shape = x.shape(); // [B, H, W, C]
            int[] asTokens = {shape.dim(0), shape.dim(1) * shape.dim(2), 1, shape.dim(3)};
            Var normed = groupNorm.forward(tape, x);
            Var q = toQ.forward(tape, normed).reshape(asTokens); //             [B, H W, 1, C]
            Var k = toK.forward(tape, normed).reshape(asTokens);
            Var v = toV.forward(tape, normed).reshape(asTokens);
            Var seen = Attention.scaled(tape, q, k, v, AttentionMask.full());
            return toOut.forward(tape, seen.reshape(shape.dims()), x);
        }

        @Override
        public List<Module> parts() {
            return List.of(groupNorm, toQ, toK, toV, toOut);
        }
    }
}
