package io.github.fttp.core.engine;

import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Tensor;

/**
 * The kernels everything is computed with.
 *
 * <p>Tensors are float32 and contiguous unless a kernel says otherwise; a kernel checks the shapes it is given and
 * throws {@link IllegalArgumentException} naming itself and them. Results are the last tensor arguments. With a {@link
 * Write} the kernel overwrites its result or adds to it; without one it overwrites. A result may be the same tensor as
 * an input only where the kernel says so. Rows are what all dimensions but the last make.
 *
 * <p>The same calls on the same values with the same number of threads give the same bits. Not thread-safe: one engine
 * serves one thread at a time and uses its own worker threads.
 */
public interface Engine extends AutoCloseable {
    /** Short name: {@code onednn}, {@code nd4j}. */
    String name();

    /** Where tensors for this engine come from. */
    Pool pool();

    /** Waits for nothing and gives native resources back; tensors stay valid. */
    @Override
    void close();

    // Matrix products

    /**
     * {@code y = a b}. {@code a [.., M, K]}, {@code b [.., K, N]}, {@code y [.., M, N]} with equal leading dimensions (at
     * most two); or {@code b [K, N]} for all rows of {@code a [.., K]}, {@code y [.., N]}. Inputs and result may be
     * strided views, so a transpose costs nothing; of the last two dimensions one must have stride 1. {@code a} or
     * {@code b} may be bfloat16 or float16, whose product with float32 is exact, unless the engine was asked to round
     * what meets bfloat16.
     */
    void matmul(Tensor a, Tensor b, Tensor y, Write write);

    /**
     * {@code x} as it is multiplied with a tensor of type {@code other}: what {@link #matmul} would otherwise make of it
     * anew in each product, and {@link #attention} of its inputs, which it takes for {@link DType#BFLOAT16}.
     */
    default Factor factor(Tensor x, DType other) {
        return new Factor(x, false);
    }

    /** {@code y = a b + bias}, {@code a [.., K]}, {@code b [K, N]} (any strides, maybe two bytes each), {@code bias [N]}. */
    void affine(Tensor a, Tensor b, Tensor bias, Tensor y);

    // Elements

    /** {@code y = x}, any strides and types on both sides. */
    void copy(Tensor x, Tensor y);

    /** {@code y = value}. */
    void fill(float value, Tensor y);

    /** {@code y = a + b}, {@code b}'s shape equal to {@code a}'s or to its last dimensions. {@code y} may be {@code a}. */
    void add(Tensor a, Tensor b, Tensor y);

    /** {@code y = a * b} element by element, {@code b} as in {@link #add}. {@code y} may be {@code a}. */
    void mul(Tensor a, Tensor b, Tensor y, Write write);

    /** {@code y = factor * x}. With {@link Write#SET}, {@code y} may be {@code x}. */
    void scale(float factor, Tensor x, Tensor y, Write write);

    /** Sums over the leading dimensions that {@code y} lacks: {@code x [N, D]}, {@code y [D]}, say. */
    void sumLeading(Tensor x, Tensor y, Write write);

    /** The sum of the squares of all elements, in double precision; not finite if an element is not. */
    double sumOfSquares(Tensor x);

    /** {@code y = f(x)}. {@code y} may be {@code x}. */
    void activate(Activation f, Tensor x, Tensor y);

    /** {@code dx = dy f'(x)}. With {@link Write#SET}, {@code dx} may be {@code dy}. */
    void activateBackward(Activation f, Tensor dy, Tensor x, Tensor dx, Write write);

    /** {@code y = silu(gate) * up}. */
    void swiglu(Tensor gate, Tensor up, Tensor y);

    /** {@code dgate = dy up silu'(gate)}, {@code dup = dy silu(gate)}; overwrites both. */
    void swigluBackward(Tensor dy, Tensor gate, Tensor up, Tensor dgate, Tensor dup);

    /** {@code y = a gelu(b)} with the exact GELU, where each row of {@code x [.., 2 D]} is {@code a} and then {@code b}. */
    void geglu(Tensor x, Tensor y);

    /** Gradient of {@link #geglu}; overwrites {@code dx}. */
    void gegluBackward(Tensor dy, Tensor x, Tensor dx);

    // Rows

    /** {@code y[i] = table[rows[i]]}: {@code table [V, D]} (maybe of two bytes each), {@code y} of {@code rows.length} rows. */
    void gatherRows(Tensor table, int[] rows, Tensor y);

    /** {@code y[rows[i]] = x[i]}, for all i; other rows of {@code y} stay. */
    void scatterRows(Tensor x, int[] rows, Tensor y);

    /** {@code y[rows[i]] += x[i]}; a row may be named several times. */
    void scatterRowsAdd(Tensor x, int[] rows, Tensor y);

    /**
     * Cuts pictures into squares: {@code x [B, C, H, W]}, {@code y [B, H/size * W/size, C * size * size]}, so that a
     * convolution with as large a stride as kernel is a matrix product with its flattened weights. What is left over at
     * the bottom and on the right is not looked at, as in such a convolution.
     */
    void patches(Tensor x, int size, Tensor y);

    // Normalisation

    /** {@code y = x rstd weight}, {@code rstd = 1 / sqrt(mean(x^2) + epsilon)} by rows; {@code rstd [N]} is a result. */
    void rmsNorm(Tensor x, Tensor weight, float epsilon, Tensor y, Tensor rstd);

    /** {@code dx_i = rstd (dy_i w_i - x_i rstd^2 mean(dy w x))} by rows. */
    void rmsNormBackward(Tensor dy, Tensor x, Tensor weight, Tensor rstd, Tensor dx, Write write);

    /** {@code dw = sum over rows of dy x rstd}. */
    void rmsNormBackwardWeight(Tensor dy, Tensor x, Tensor rstd, Tensor dw, Write write);

    /** {@code y = (x - mean) rstd weight + bias} by rows; {@code mean} and {@code rstd}, {@code [N]}, are results. */
    void layerNorm(Tensor x, Tensor weight, Tensor bias, float epsilon, Tensor y, Tensor mean, Tensor rstd);

    /** The gradient by the rows {@code x}. */
    void layerNormBackward(Tensor dy, Tensor x, Tensor weight, Tensor mean, Tensor rstd, Tensor dx, Write write);

    /** {@code dw = sum over rows of dy (x - mean) rstd}; the bias's gradient is {@link #sumLeading} of {@code dy}. */
    void layerNormBackwardWeight(Tensor dy, Tensor x, Tensor mean, Tensor rstd, Tensor dw, Write write);

    // Pictures, channels last: [B, H, W, C]

    /**
     * Convolution as neural networks have it, that is cross-correlation, with zeros around the picture: {@code x [B, H, W,
     * I]}, {@code weight [O, I, k, k]} as in checkpoints (maybe of two bytes each), {@code bias [O]}, {@code y [B, H', W', O]}.
     */
    void convolution(Tensor x, Tensor weight, Tensor bias, Convolution how, Tensor y);

    /** Gradient of {@link #convolution} by {@code x}. */
    void convolutionBackward(Tensor dy, Tensor weight, Convolution how, Tensor dx, Write write);

    /** Gradient of {@link #convolution} by the weight; the bias's is {@link #sumLeading} of {@code dy}. */
    void convolutionBackwardWeight(Tensor dy, Tensor x, Convolution how, Tensor dw, Write write);

    /**
     * {@code y = (x - mean) rstd weight + bias}, mean and deviation over all pixels and over the channels of a group: {@code
     * x}, {@code y [B, .., C]}, {@code weight}, {@code bias [C]}; {@code mean} and {@code rstd [B, groups]} are results.
     */
    void groupNorm(Tensor x, Tensor weight, Tensor bias, float epsilon, Tensor y, Tensor mean, Tensor rstd);

    /** Gradients of {@link #groupNorm} by {@code x}, weight and bias; all three overwritten. */
    void groupNormBackward(
            Tensor dy, Tensor x, Tensor weight, Tensor mean, Tensor rstd, Tensor dx, Tensor dweight, Tensor dbias);

    // Attention

    /**
     * Rotary position embedding as Llama in Hugging Face has it: element {@code i < D/2} of a head turns with element
     * {@code i + D/2}. {@code x [B, T, H, D]}, {@code cos} and {@code sin [B, T, D/2]}. {@code inverse} turns back, which
     * is the gradient. With {@link Write#SET}, {@code y} may be {@code x}.
     */
    void rope(Tensor x, Tensor cos, Tensor sin, boolean inverse, Tensor y, Write write);

    /** {@code y = softmax(x)} by rows. {@code y} may be {@code x}. */
    void softmax(Tensor x, Tensor y);

    /** {@code dx = y (dy - sum(dy y))} by rows, from the softmax's result. With {@link Write#SET}, in place allowed. */
    void softmaxBackward(Tensor dy, Tensor y, Tensor dx, Write write);

    /**
     * {@code softmax(scale q k^T) v} for each head. {@code q}, {@code y [B, Tq, H, D]}, {@code k}, {@code v [B, Tk, Hk, D]}
     * with {@code H} a multiple of {@code Hk} (query head {@code h} uses key head {@code h / (H / Hk)}); may be strided
     * views whose last dimension has stride 1, and {@code q}, {@code k} and {@code v} bfloat16. A query without a key it may
     * look at gets 0. Works in tiles: memory for itself is a few score rows, never all of them for a long sequence.
     */
    void attention(Tensor q, Tensor k, Tensor v, AttentionMask mask, float scale, Tensor y);

    /**
     * Gradients of {@link #attention} by its inputs, all three overwritten; strided views as there. Computes the
     * probabilities again rather than keep them.
     */
    void attentionBackward(
            Tensor dy, Tensor q, Tensor k, Tensor v, AttentionMask mask, float scale, Tensor dq, Tensor dk, Tensor dv);

    // Losses

    /** {@code logSumExp_i = log sum_v exp(logits_iv)}: {@code logits [N, V]}, {@code logSumExp [N]}. */
    void logSumExp(Tensor logits, Tensor logSumExp);

    /**
     * Gradient of {@code sum_i weight_i (logSumExp_i - logits_i,label_i)}: {@code weight_i (softmax(logits_i) -
     * onehot(label_i))}. A weight may be negative, that is ascent; rows of weight 0 get 0. With {@link Write#SET},
     * {@code dlogits} may be {@code logits}.
     */
    void crossEntropyBackward(Tensor logits, int[] labels, float[] weights, Tensor dlogits, Write write);

    /** {@code kl_i = sum_v p0_v (log p0_v - log p_v)}, {@code p0} from {@code base} and {@code p} from {@code logits}. */
    void klDivergence(Tensor base, Tensor logits, Tensor kl);

    /** Gradient of {@code sum_i weight_i kl_i} by {@code logits}: {@code weight_i (p_i - p0_i)}, 0 in rows of weight 0. */
    void klDivergenceBackward(Tensor base, Tensor logits, float[] weights, Tensor dlogits, Write write);

    // Optimisers

    /** One step of Adam or AdamW on {@code parameter} with its two moments, all of one shape. */
    void adam(AdamStep step, Tensor gradient, Tensor parameter, Tensor firstMoment, Tensor secondMoment);
}
