package io.github.fttp.diffusion.layers;

import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Activation;
import io.github.fttp.core.engine.Convolution;
import io.github.fttp.core.nn.Conv2d;
import io.github.fttp.core.nn.GroupNorm;
import io.github.fttp.core.nn.Linear;
import io.github.fttp.core.nn.Module;
import io.github.fttp.core.nn.Weights;
import java.util.ArrayList;
import java.util.List;

/**
 * Two convolutions round which the input is carried: {@code shortcut(x) + conv2(f(norm2(conv1(f(norm1(x))) + time)))}. Source:
 * diffusers' {@code ResnetBlock2D} with its default scale and shift.
 */
public final class ResnetBlock implements Module {
    /**
     * Settings that all blocks of a model have in common.
     *
     * @param groups of the norms
     * @param timeWidth of the time embedding; 0 without one
     */
    public record Style(int groups, double epsilon, Activation activation, int timeWidth) {}

    private final Style style;
    private final GroupNorm norm1;
    private final Conv2d conv1;
    private final List<Linear> timeEmbProj; // none or one
    private final GroupNorm norm2;
    private final Conv2d conv2;
    private final List<Conv2d> convShortcut; // none or one

    private ResnetBlock(Weights weights, String name, int in, int out, Style style) {
        this.style = style;
        norm1 = GroupNorm.of(weights, name + ".norm1", in, style.groups(), style.epsilon());
        conv1 = Conv2d.of(weights, name + ".conv1", in, out, Convolution.same(3));
        timeEmbProj = style.timeWidth() == 0
                ? List.of()
                : List.of(Linear.withBias(weights, name + ".time_emb_proj", style.timeWidth(), out));
        norm2 = GroupNorm.of(weights, name + ".norm2", out, style.groups(), style.epsilon());
        conv2 = Conv2d.of(weights, name + ".conv2", out, out, Convolution.same(3));
        convShortcut = in == out
                ? List.of()
                : List.of(Conv2d.of(weights, name + ".conv_shortcut", in, out, Convolution.same(1)));
    }

    /** {@code NAME.norm1}, {@code conv1}, {@code time_emb_proj}, {@code norm2}, {@code conv2}, {@code conv_shortcut}. */
    public static ResnetBlock of(Weights weights, String name, int in, int out, Style style) {
        return new ResnetBlock(weights, name, in, out, style);
    }

    /** {@code x [B, H, W, in]} to {@code [B, H, W, out]}, for a block without time. */
    public Var forward(Tape tape, Var x) {
        return after(tape, x, conv1.forward(tape, norm1.forward(tape, x, style.activation())));
    }

    /** @param time {@code [B, timeWidth]}, activated already, since that is the same in all blocks */
    public Var forward(Tape tape, Var x, Var time) {
        Var shift = timeEmbProj.get(0).forward(tape, time); //                                   [B, out]
        return after(tape, x, conv1.forward(tape, norm1.forward(tape, x, style.activation()), shift));
    }

    private Var after(Tape tape, Var x, Var h) {
        Var carried = convShortcut.isEmpty() ? x : convShortcut.get(0).forward(tape, x); //      [B, H, W, out]
        return conv2.forward(tape, norm2.forward(tape, h, style.activation()), carried);
    }

    @Override
    public List<Module> parts() {
        List<Module> parts = new ArrayList<>(List.of(norm1, conv1));
        parts.addAll(timeEmbProj);
        parts.addAll(List.of(norm2, conv2));
        parts.addAll(convShortcut);
        return parts;
    }
}
