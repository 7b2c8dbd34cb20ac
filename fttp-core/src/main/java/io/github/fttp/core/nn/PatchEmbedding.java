package io.github.fttp.core.nn;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.autograd.Products;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.util.List;

/** A convolution whose stride is its kernel's size, without bias: each patch of an image becomes one vector. */
public final class PatchEmbedding implements Module {
    private final Parameter weight;

    private PatchEmbedding(Parameter weight) {
        this.weight = weight;
    }

    /** {@code NAME.weight [width, channels, size, size]}. */
    public static PatchEmbedding of(Weights weights, String name, int width, int channels, int size) {
        return new PatchEmbedding(weights.require(name + ".weight", Shape.of(width, channels, size, size)));
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
        return Products.linear(tape, rows, tape.use(weight).reshape(kernel.dim(0), inner));
    }

    @Override
    public List<Parameter> own() {
        return List.of(weight);
    }
}
