package io.github.fttp.bench.peer;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.from_blob;
import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.matmul;
import static org.bytedeco.pytorch.global.torch.silu;
import static org.bytedeco.pytorch.global.torch.softmax;

import io.github.fttp.core.engine.Threads;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Parts that the peers share: memory of ours seen by libtorch, and parts of models as the Hugging Face classes write them. */
final class Torch {
    private static final BoolOptional NO_CHOICE = new BoolOptional();
    private static final TensorArrayRefOptional ALL_LEAVES = new TensorArrayRefOptional();

    private Torch() {}

    /**
     * Gives libtorch its threads back: it multiplies with the OpenBLAS that ND4J brings, which {@code OneDnnEngine} sets to
     * one thread when it is made.
     */
    static void restoreThreads() {
        openblas.blas_set_num_threads(Threads.count());
    }

    /** The memory of one of our tensors, seen by libtorch in place. */
    static Tensor view(io.github.fttp.core.tensor.Tensor ours) {
        int[] dims = ours.shape().dims();
        long[] sizes = new long[dims.length];
        for (int i = 0; i < dims.length; i++) sizes[i] = dims[i];
        return from_blob(new At(ours.address(), ours.shape().size()), sizes);
    }

    /** Token ids, copied. */
    static Tensor ids(long[] ids, long... sizes) {
        return from_blob(new LongPointer(ids), sizes, new TensorOptions(ScalarType.Long))
                .clone();
    }

    /** Values, copied. */
    static Tensor floats(float[] values, long... sizes) {
        return from_blob(new FloatPointer(values), sizes).clone();
    }

    /** An image or its gradient, channels last with us, as libtorch has it: {@code [B, C, H, W]}, the memory ours. */
    static Tensor image(io.github.fttp.core.tensor.Tensor ours) {
        return view(ours).permute(0, 3, 1, 2);
    }

    /** A leaf of its own that wants a gradient, lying as {@code layout} says. */
    static Tensor leaf(Tensor values, MemoryFormat layout) {
        return values.detach().clone().contiguous(layout).requires_grad_();
    }

    /** Backward from a gradient of {@code y} that is given. */
    static void backward(Tensor y, Tensor dy) {
        y.backward(dy, NO_CHOICE, false, ALL_LEAVES);
    }

    /** As {@code zero_grad(set_to_none=True)}, PyTorch's default. */
    static void forget(Tensor leaf) {
        if (leaf.grad().defined()) leaf.mutable_grad().reset();
    }

    /** LlamaRMSNorm. */
    static Tensor rmsNorm(Tensor x, Tensor weight, double epsilon) {
        Tensor variance = x.pow(new Scalar(2)).mean(new long[] {-1}, true, new ScalarTypeOptional());
        return weight.mul(x.mul(variance.add(new Scalar(epsilon)).rsqrt()));
    }

    /** LlamaMLP's inside. */
    static Tensor swiglu(Tensor gate, Tensor up) {
        return silu(gate).mul(up);
    }

    /** torch.nn.Linear with a bias. */
    static Tensor affine(Tensor x, Tensor weight, Tensor bias) {
        return linear(x, weight, new TensorOptional(bias));
    }

    /** apply_rotary_pos_emb: {@code x [B, H, T, D]}, {@code cos} and {@code sin [T, D]}. */
    static Tensor rotary(Tensor x, Tensor cos, Tensor sin) {
        long half = x.size(-1) / 2;
        Tensor turned = cat(new TensorVector(x.narrow(-1, half, half).neg(), x.narrow(-1, 0, half)), -1);
        return x.mul(cos).add(turned.mul(sin));
    }

    /** {@code [B, T, H D]} to {@code [B, H, T, D]}. */
    static Tensor splitHeads(Tensor x, long heads) {
        return x.view(x.size(0), x.size(1), heads, -1).transpose(1, 2);
    }

    /** eager_attention_forward: {@code q, k, v [B, H, T, D]} to {@code [B, T, H D]}; {@code mask} is added. */
    static Tensor attention(Tensor q, Tensor k, Tensor v, TensorOptional mask) {
        Tensor scores = matmul(q, k.transpose(2, 3)).mul(new Scalar(1 / Math.sqrt(q.size(-1))));
        if (mask.has_value()) scores = scores.add(mask.get());
        Tensor mixed = matmul(softmax(scores, -1), v);
        return mixed.transpose(1, 2).contiguous().reshape(mixed.size(0), mixed.size(2), -1);
    }

    /** {@code [T, D]} cosines or sines of LlamaRotaryEmbedding, both halves alike. */
    static Tensor rotaryTable(int positions, int width, double theta, boolean sine) {
        float[] table = new float[positions * width];
        for (int t = 0; t < positions; t++) {
            for (int i = 0; i < width; i++) {
                double angle = t * Math.pow(theta, -2.0 * (i % (width / 2)) / width);
                table[t * width + i] = (float) (sine ? Math.sin(angle) : Math.cos(angle));
            }
        }
        return floats(table, positions, width);
    }

    /** {@code [T, T]}: the lowest float above the diagonal, 0 elsewhere. */
    static TensorOptional causalMask(int positions) {
        float[] mask = new float[positions * positions];
        for (int i = 0; i < positions; i++) {
            for (int j = i + 1; j < positions; j++) mask[i * positions + j] = -Float.MAX_VALUE;
        }
        return new TensorOptional(floats(mask, positions, positions));
    }

    private static final class At extends FloatPointer {
        At(long address, long size) {
            super((Pointer) null);
            this.address = address;
            limit(size);
            capacity(size);
        }
    }
}
