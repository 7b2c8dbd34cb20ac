package io.github.fttp.core.nn;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.autograd.Products;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A convolution whose stride is its kernel's size: each patch of an image becomes one vector. */
public final class PatchEmbedding implements Module {
    private final Parameter weight;
    private final Optional<Parameter> bias;

    private PatchEmbedding(Parameter weight, Optional<Parameter> bias) {
        this.weight = weight;
        this.bias = bias;
    }

    /** {@code NAME.weight [width, channels, size, size]}, and {@code NAME.bias [width]} if it has one. */
    public static PatchEmbedding of(Weights weights, String name, int width, int channels, int size, boolean hasBias) {
        return new PatchEmbedding(
                weights.require(name + ".weight", Shape.of(width, channels, size, size)),
                hasBias ? Optional.of(weights.requireFloat32(name + ".bias", Shape.of(width))) : Optional.empty());
    }

    /** {@code images [B, C, H, W]} to {@code [B, H/size * W/size, width]}, patches row by row. */
    public Var forward(Tape tape, Tensor images) {
        Shape kernel = weight.value().shape(); // [width, C, size, size]
        int size = kernel.dim(2);
        int inner = kernel.dim(1) * size * size;
        Shape shape = images.shape();
        Tensor patches = tape.draw(Shape.of(shape.dim(0), shape.dim(2) / size * (shape.dim(3) / size), inner));
        tape.engine().patches(images, size, patches);
        Var rows = tape.record(patches, dy -> {}); // [B, N, C * size * size]; images want no gradient
        Var w = tape.use(weight).reshape(kernel.dim(0), inner);
        return bias.isPresent() ? Products.affine(tape, rows, w, tape.use(bias.get())) : Products.linear(tape, rows, w);
    }

    @Override
    public List<Parameter> own() {
        return Stream.concat(Stream.of(weight), bias.stream()).toList();
    }
}
