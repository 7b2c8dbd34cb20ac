package io.github.fttp.diffusion.unet;

import io.github.fttp.core.autograd.Rows;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.nn.Module;
import io.github.fttp.core.nn.Weights;
import io.github.fttp.diffusion.layers.ResnetBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A ResNet block and the transformer behind it, if there is one: what one name in a level's lists stands for. */
final class Stage implements Module {
    private final ResnetBlock resnet;
    private final List<SpatialTransformer> attention; // none or one

    private Stage(ResnetBlock resnet, List<SpatialTransformer> attention) {
        this.resnet = resnet;
        this.attention = attention;
    }

    /** {@code NAME.resnets.INDEX} and, if the level has a transformer of that index, {@code NAME.attentions.INDEX}. */
    static Stage of(
            Weights weights,
            String name,
            int index,
            int in,
            UNetConfig config,
            UNetConfig.Level level,
            ResnetBlock.Style style) {
        return new Stage(
                ResnetBlock.of(weights, name + ".resnets." + index, in, level.channels(), style),
                level.attends() && index < level.transformers().size()
                        ? List.of(SpatialTransformer.of(
                                weights,
                                name + ".attentions." + index,
                                config,
                                level,
                                level.transformers().get(index)))
                        : List.of());
    }

    /**
     * Values that go through the whole network beside the feature maps.
     *
     * @param time {@code [B, timeWidth]}, activated
     * @param conditioning by the prompts
     */
    record Conditions(Var time, Conditioning.Vars conditioning, AttentionProbe probe) {}

    /** {@code x [B, H, W, in]} to {@code [B, H, W, out]}. */
    Var forward(Tape tape, Var x, Conditions conditions) {
        return run(tape, List.of(x), conditions);
    }

    /** Computes it with a map of the way down behind the channels of {@code x}. */
    Var forward(Tape tape, Var x, Var skip, Conditions conditions) {
        return run(tape, List.of(x, skip), conditions);
    }

    private Var run(Tape tape, List<Var> maps, Conditions conditions) {
        List<Var> inputs = new ArrayList<>(List.of(conditions.time()));
        inputs.addAll(maps);
        Var h = tape.block(inputs, (inner, in) -> {
            Var x = in.size() == 2 ? in.get(1) : Rows.concat(inner, -1, in.get(1), in.get(2));
            return resnet.forward(inner, x, in.get(0));
        });
        for (SpatialTransformer each : attention) {
            h = tape.block(
                    List.of(h, conditions.conditioning().states()),
                    (inner, in) -> each.forward(
                            inner,
                            in.get(0),
                            in.get(1),
                            conditions.conditioning().tokens(),
                            conditions.probe()));
        }
        return h;
    }

    @Override
    public List<Module> parts() {
        return Stream.concat(Stream.of(resnet), attention.stream()).toList();
    }
}
