package io.github.fttp.mllm.qwen;

import io.github.fttp.core.autograd.Elementwise;
import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.autograd.Products;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.nn.Module;
import io.github.fttp.core.nn.Weights;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.mllm.data.PreparedImage;
import java.util.List;
import java.util.stream.Stream;

/** A convolution over patches of two frames whose stride is its kernel's size: a matrix product with each flattened patch. */
public final class PatchProjection implements Module {
    private final Parameter weight;
    private final List<Parameter> bias;

    /**
     * {@code NAME.weight [width, 3, frames, size, size]} and perhaps {@code NAME.bias}.
     *
     * @param hasBias whether there is one
     */
    public PatchProjection(Weights weights, String name, int width, PatchSettings patches, boolean hasBias) {
        weight =
                weights.require(name + ".weight", Shape.of(width, 3, patches.frames(), patches.size(), patches.size()));
        bias = hasBias ? List.of(weights.requireFloat32(name + ".bias", Shape.of(width))) : List.of();
    }

    /** The patches of images, one image's behind the other's, {@code [N, width]}. */
    public Var forward(Tape tape, List<PreparedImage> images) {
        int width = weight.value().shape().dim(0);
        int inner = (int) (weight.value().shape().size() / width);
        int count = images.stream()
                .mapToInt(image -> image.height() * image.width())
                .sum();
        Tensor patches = tape.drawKept(Shape.of(count, inner));
        int from = 0;
        for (PreparedImage image : images) {
            int to = from + image.height() * image.width();
            patches.slice(0, from, to).set(image.pixels());
            from = to;
        }
        Var projected =
                Products.linear(tape, tape.constant(patches), tape.use(weight).reshape(width, inner));
        for (Parameter each : bias) projected = Elementwise.add(tape, projected, tape.use(each));
        return projected;
    }

    @Override
    public List<Parameter> own() {
        return Stream.concat(Stream.of(weight), bias.stream()).toList();
    }
}
