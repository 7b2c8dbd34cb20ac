package io.github.fttp.core.autograd;

import io.github.fttp.core.engine.Convolution;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Operations on images and what networks make of them. Channels lie last, {@code [B, H, W, C]}: a pixel is a row, so that
 * what transformers do with tokens works on pixels without moving one.
 */
public final class FeatureMaps {
    private FeatureMaps() {}

    /**
     * Convolution (cross-correlation): {@code x [B, H, W, I]}, {@code weight [O, I, k, k]} as in checkpoints, {@code bias
     * [O]}, result {@code [B, H', W', O]}.
     *
     * @param plus added to the result: {@code [B, O]} to all pixels of a sample, or of the result's own shape. Here, since
     *     what it is added to needs no memory of its own then
     */
    public static Var convolution(Tape tape, Var x, Var weight, Var bias, Convolution how, Var... plus) {
        Engine engine = tape.engine();
        Shape in = x.shape();
        Tensor y = tape.draw(Shape.of(
                in.dim(0),
                how.out(in.dim(1)),
                how.out(in.dim(2)),
                weight.shape().dim(0)));
        List<Var> inputs = new ArrayList<>(List.of(x, weight, bias));
        inputs.addAll(List.of(plus));
        return tape.record(
                y,
                () -> {
                    engine.convolution(x.value(), weight.value(), bias.value(), how, y);
                    for (Var each : plus) {
                        eachSample(each, (whole, part) -> engine.add(whole, part, whole), y, each.value());
                    }
                },
                dy -> {
                    x.contribute((dx, write) -> engine.convolutionBackward(dy, weight.value(), how, dx, write));
                    weight.contribute((dw, write) -> engine.convolutionBackwardWeight(dy, x.value(), how, dw, write));
                    bias.contribute((db, write) -> engine.sumLeading(Gradients.rows(dy), db, write));
                    for (Var each : plus) {
                        each.contribute((d, write) -> {
                            if (each.shape().equals(dy.shape())) Gradients.pass(engine, dy, d, write);
                            else eachSample(each, (whole, part) -> engine.sumLeading(whole, part, write), dy, d);
                        });
                    }
                },
                inputs.toArray(Var[]::new));
    }

    private interface OfSample {
        void run(Tensor whole, Tensor part);
    }

    /** One by one where {@code summand} has a vector a sample, all at once where it is as large as the whole. */
    private static void eachSample(Var summand, OfSample body, Tensor whole, Tensor part) {
        if (summand.shape().equals(whole.shape())) {
            body.run(whole, part);
            return;
        }
        for (int b = 0; b < whole.shape().dim(0); b++) body.run(whole.get(b), part.get(b));
    }

    /**
     * Each pixel of the result is the nearest one of {@code x}, whose place is {@code floor(i * from / to)} as in PyTorch:
     * {@code x [B, H, W, C]}, result {@code [B, height, width, C]}.
     */
    public static Var nearest(Tape tape, Var x, int height, int width) {
        Shape in = x.shape();
        int[] rows = new int[in.dim(0) * height * width];
        int n = 0;
        for (int b = 0; b < in.dim(0); b++) {
            for (int i = 0; i < height; i++) {
                int row = b * in.dim(1) + (int) ((long) i * in.dim(1) / height);
                for (int j = 0; j < width; j++) rows[n++] = row * in.dim(2) + (int) ((long) j * in.dim(2) / width);
            }
        }
        Var pixels = x.reshape(in.rows(), in.dim(3));
        return Rows.gather(tape, pixels, rows).reshape(in.dim(0), height, width, in.dim(3));
    }

    /** From the layout of checkpoints' authors, {@code [B, C, H, W]}, to ours, {@code [B, H, W, C]}. */
    public static Var channelsLast(Tape tape, Var x) {
        return moved(tape, x, FeatureMaps::lastView, FeatureMaps::firstView);
    }

    /** The way back, from {@code [B, H, W, C]} to {@code [B, C, H, W]}. */
    public static Var channelsFirst(Tape tape, Var x) {
        return moved(tape, x, FeatureMaps::firstView, FeatureMaps::lastView);
    }

    private interface View {
        Tensor of(Tensor x);
    }

    private static Var moved(Tape tape, Var x, View there, View back) {
        Engine engine = tape.engine();
        Tensor view = there.of(x.value());
        Tensor y = tape.draw(view.shape());
        engine.copy(view, y);
        return tape.record(
                y,
                dy -> x.contribute((dx, write) ->
                        Gradients.overwriting(engine, dx, write, target -> engine.copy(back.of(dy), target))),
                x);
    }

    private static Tensor lastView(Tensor x) {
        return x.transposed(1, 2).transposed(2, 3);
    }

    private static Tensor firstView(Tensor x) {
        return x.transposed(2, 3).transposed(1, 2);
    }
}
