package io.github.fttp.core.engine;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.reorder;

/**
 * Convolutions by oneDNN. Images lie channels last, which costs it nothing; weights lie as in checkpoints and are packed
 * for each direction, since for plain ones it has only its reference implementation, hundreds of times slower.
 */
final class OneDnnConvolution implements ConvolutionKernels, AutoCloseable {
    /** Which memory of each primitive is the packed one. */
    private static final int PACKED = 1;

    private final Pool pool;
    private final OneDnnElements elements;
    private final OneDnnMatmul matmul;
    private final Primitives primitives;
    private final NativeTypes types;
    private final PackedWeights packed;
    private final PackedWeights.OneBlock widening = new PackedWeights.OneBlock();
    private long packings;

    OneDnnConvolution(
            Pool pool,
            OneDnnElements elements,
            OneDnnMatmul matmul,
            Primitives primitives,
            NativeTypes types,
            PackedWeights packed) {
        this.pool = pool;
        this.elements = elements;
        this.matmul = matmul;
        this.primitives = primitives;
        this.types = types;
        this.packed = packed;
    }

    /** How often weights or their gradients were moved between layouts so far. */
    long packings() {
        return packings;
    }

    @Override
    public void convolution(Tensor x, Tensor weight, Tensor bias, Convolution how, Tensor y) {
        if (how.isPointwise()) {
            matmul.affine(x, asMatrix(weight).transposed(), bias, y);
            return;
        }
        try (Factor input = matmul.operand(x, weight.type())) {
            Case sizes = Case.of(input.tensor(), weight, y, how);
            Primitives.Prepared call = primitives.get(sizes.key("convolution"), cpu -> {
                var description = sizes.forward(cpu);
                int[] ids = {DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_BIAS, DNNL_ARG_DST};
                memory.desc[] memories = {sizes.x(), description.weights_desc(), sizes.bias(), sizes.y()};
                return primitives.new Prepared(new convolution_forward(description), description, ids, memories);
            });
            try (Factor weights = packed(weight, call, sizes, "convolution weights")) {
                call.run(input.tensor().address(), weights.tensor().address(), bias.address(), y.address());
            }
        }
    }

    @Override
    public void convolutionBackward(Tensor dy, Tensor weight, Convolution how, Tensor dx, Write write) {
        if (how.isPointwise()) {
            matmul.product(dy, asMatrix(weight), dx, 1, write);
        } else if (write == Write.SET) {
            backward(dy, weight, how, dx);
        } else {
            try (Tensor summand = pool.draw(dx.shape())) {
                backward(dy, weight, how, summand);
                elements.add(dx, summand, dx);
            }
        }
    }

    private void backward(Tensor dy, Tensor weight, Convolution how, Tensor dx) {
        try (Factor given = matmul.operand(dy, weight.type())) {
            Case sizes = Case.of(dx, weight, given.tensor(), how);
            Primitives.Prepared call = primitives.get(sizes.key("convolutionBackward"), cpu -> {
                var description = new convolution_backward_data.primitive_desc(
                        cpu,
                        algorithm.convolution_direct,
                        sizes.x(),
                        sizes.anyWeights(),
                        sizes.y(),
                        sizes.strides(),
                        sizes.before(),
                        sizes.after(),
                        sizes.hint(cpu));
                int[] ids = {DNNL_ARG_DIFF_DST, DNNL_ARG_WEIGHTS, DNNL_ARG_DIFF_SRC};
                memory.desc[] memories = {sizes.y(), description.weights_desc(), sizes.x()};
                return primitives.new Prepared(new convolution_backward_data(description), description, ids, memories);
            });
            try (Factor weights = packed(weight, call, sizes, "convolutionBackward weights")) {
                call.run(given.tensor().address(), weights.tensor().address(), dx.address());
            }
        }
    }

    @Override
    public void convolutionBackwardWeight(Tensor dy, Tensor x, Convolution how, Tensor dw, Write write) {
        if (how.isPointwise()) {
            matmul.product(dy.rows().transposed(), x.rows(), asMatrix(dw), 1, write);
            return;
        }
        Case sizes = Case.of(x, dw, dy, how);
        Primitives.Prepared call = primitives.get(sizes.key("convolutionBackwardWeight"), cpu -> {
            var description = new convolution_backward_weights.primitive_desc(
                    cpu,
                    algorithm.convolution_direct,
                    sizes.x(),
                    sizes.anyWeights(),
                    sizes.y(),
                    sizes.strides(),
                    sizes.before(),
                    sizes.after(),
                    sizes.hint(cpu));
            int[] ids = {DNNL_ARG_SRC, DNNL_ARG_DIFF_WEIGHTS, DNNL_ARG_DIFF_DST};
            memory.desc[] memories = {sizes.x(), description.diff_weights_desc(), sizes.y()};
            return primitives.new Prepared(new convolution_backward_weights(description), description, ids, memories);
        });
        try (Tensor gradient = packed.scratch(call.desc(PACKED))) {
            call.run(x.address(), gradient.address(), dy.address());
            Primitives.Key key = sizes.key("convolutionBackwardWeight result " + write);
            moving(key, call.desc(PACKED), Primitives.desc(dw), write).run(gradient.address(), dw.address());
        }
    }

    /** The weights as this primitive wants them. */
    private Factor packed(Tensor weight, Primitives.Prepared call, Case sizes, String kind) {
        return packed.of(weight, call.desc(PACKED), to -> pack(weight, call, to, sizes, kind));
    }

    private void pack(Tensor weight, Primitives.Prepared call, Tensor to, Case sizes, String kind) {
        if (!types.converts(weight.type(), sizes.weightType())) {
            long bytes = weight.shape().size() * DType.FLOAT32.bytes();
            try (Tensor block = widening.draw(bytes)) {
                Tensor wide = Tensor.on(block.address(), weight.shape(), DType.FLOAT32, block);
                elements.copy(weight, wide);
                pack(wide, call, to, sizes, kind);
            }
            return;
        }
        Primitives.Key key = sizes.key(kind + " from " + weight.type());
        moving(key, Primitives.desc(weight), call.desc(PACKED), Write.SET).run(weight.address(), to.address());
    }

    private Primitives.Prepared moving(Primitives.Key key, memory.desc from, memory.desc to, Write write) {
        packings++;
        return primitives.get(key, cpu -> {
            post_ops after = new post_ops();
            if (write == Write.ADD) after.append_sum();
            primitive_attr attributes = new primitive_attr();
            attributes.set_post_ops(after);
            var description = new reorder.primitive_desc(cpu, from, cpu, to, attributes, false);
            int[] ids = {DNNL_ARG_FROM, DNNL_ARG_TO};
            return primitives.new Prepared(new reorder(description), description, ids, from, to);
        });
    }

    @Override
    public void close() {
        packed.close();
        widening.close();
    }

    /** {@code [O, I, 1, 1]} as {@code [O, I]}. */
    private static Tensor asMatrix(Tensor weight) {
        return weight.reshape(weight.shape().dim(0), weight.shape().dim(1));
    }

    /**
     * Everything that tells one convolution from another.
     *
     * @param xShape {@code [B, H, W, I]}
     * @param yShape {@code [B, H', W', O]}
     * @param weightType of what is multiplied: bfloat16 where one of the images is
     */
    private record Case(Shape xShape, DType xType, Shape yShape, DType yType, DType weightType, Convolution how) {
        static Case of(Tensor x, Tensor weight, Tensor y, Convolution how) {
            boolean rounds = x.type() == DType.BFLOAT16 || y.type() == DType.BFLOAT16;
            DType type = rounds ? DType.BFLOAT16 : DType.FLOAT32;
            return new Case(x.shape(), x.type(), y.shape(), y.type(), type, how);
        }

        Primitives.Key key(String kind) {
            return new Primitives.Key(kind, new long[] {
                xShape.dim(0),
                xShape.dim(1),
                xShape.dim(2),
                xShape.dim(3),
                xType.ordinal(),
                yShape.dim(3),
                yType.ordinal(),
                how.kernel(),
                how.stride(),
                how.before(),
                how.after()
            });
        }

        memory.desc x() {
            return image(xShape, xType);
        }

        memory.desc y() {
            return image(yShape, yType);
        }

        memory.desc bias() {
            return Primitives.desc(DType.FLOAT32, new long[] {yShape.dim(3)}, new long[] {1});
        }

        memory.desc anyWeights() {
            long[] dims = {yShape.dim(3), xShape.dim(3), how.kernel(), how.kernel()};
            return new memory.desc(dims, Primitives.type(weightType), memory.format_tag.any);
        }

        long[] strides() {
            return new long[] {how.stride(), how.stride()};
        }

        long[] before() {
            return new long[] {how.before(), how.before()};
        }

        long[] after() {
            return new long[] {how.after(), how.after()};
        }

        convolution_forward.primitive_desc forward(engine cpu) {
            return forward(cpu, x(), y());
        }

        /** The forward that a backward asks to see: one that exists, so of a single type. */
        convolution_forward.primitive_desc hint(engine cpu) {
            return forward(cpu, image(xShape, weightType), image(yShape, weightType));
        }

        private convolution_forward.primitive_desc forward(engine cpu, memory.desc x, memory.desc y) {
            return new convolution_forward.primitive_desc(
                    cpu,
                    prop_kind.forward_training,
                    algorithm.convolution_direct,
                    x,
                    anyWeights(),
                    bias(),
                    y,
                    strides(),
                    before(),
                    after());
        }

        /** Sizes in oneDNN's order, channels second, with the strides of channels that lie last. */
        private static memory.desc image(Shape shape, DType type) {
            long height = shape.dim(1);
            long width = shape.dim(2);
            long channels = shape.dim(3);
            long[] dims = {shape.dim(0), channels, height, width};
            return Primitives.desc(type, dims, new long[] {height * width * channels, 1, width * channels, channels});
        }
    }
}
