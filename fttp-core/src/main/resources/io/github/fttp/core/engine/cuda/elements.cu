// Element by element.

KERNEL fill(float* y, i64 n, float value) { EACH(i, n) y[i] = value; }

// b repeats every `width` elements.
KERNEL add(const float* a, const float* b, float* y, i64 n, i64 width) { EACH(i, n) y[i] = a[i] + b[i % width]; }

KERNEL mul(const float* a, const float* b, float* y, i64 n, i64 width, int adds) {
    EACH(i, n) put(y, i, adds, a[i] * b[i % width]);
}

KERNEL scale(float factor, const float* x, float* y, i64 n, int adds) { EACH(i, n) put(y, i, adds, factor * x[i]); }

// Six dimensions at most, the outermost first; strides in elements.
struct Strides {
    i64 dims[6];
    i64 x[6];
    i64 y[6];
};

KERNEL copy_strided(const void* x, int x_type, void* y, int y_type, i64 n, Strides s) {
    EACH(i, n) {
        i64 rest = i, from = 0, to = 0;
        for (int d = 5; d >= 0; d--) {
            i64 at = rest % s.dims[d];
            rest /= s.dims[d];
            from += at * s.x[d];
            to += at * s.y[d];
        }
        store(y, to, y_type, load(x, from, x_type));
    }
}

KERNEL convert(const void* x, int x_type, void* y, int y_type, i64 n) { EACH(i, n) store(y, i, y_type, load(x, i, x_type)); }

// As in Activation.ordinal().
#define GELU 0
#define GELU_TANH 1
#define QUICK_GELU 2
#define SILU 3

static __device__ __forceinline__ float sigmoid(float x) { return 1.0f / (1.0f + expf(-x)); }

// The standard normal distribution's function and density. erfcf keeps its digits where the function is near 0.
static __device__ __forceinline__ float normal_cdf(float x) { return 0.5f * erfcf(-x * 0.70710678118654752f); }
static __device__ __forceinline__ float normal_pdf(float x) { return 0.39894228040143268f * expf(-0.5f * x * x); }

static __device__ float activation(int f, float x) {
    if (f == GELU) return x * normal_cdf(x);
    if (f == GELU_TANH) return 0.5f * x * (1.0f + tanhf(0.79788456080286536f * (x + 0.044715f * x * x * x)));
    return x * sigmoid(f == QUICK_GELU ? 1.702f * x : x);
}

static __device__ float slope(int f, float x) {
    if (f == GELU) return normal_cdf(x) + x * normal_pdf(x);
    if (f == GELU_TANH) {
        float t = tanhf(0.79788456080286536f * (x + 0.044715f * x * x * x));
        return 0.5f * (1.0f + t) + 0.5f * x * (1.0f - t * t) * 0.79788456080286536f * (1.0f + 0.134145f * x * x);
    }
    float a = f == QUICK_GELU ? 1.702f : 1.0f;
    float s = sigmoid(a * x);
    return s + a * x * s * (1.0f - s);
}

KERNEL activate(int f, const float* x, float* y, i64 n) { EACH(i, n) y[i] = activation(f, x[i]); }

KERNEL activate_backward(int f, const float* dy, const float* x, float* dx, i64 n, int adds) {
    EACH(i, n) put(dx, i, adds, dy[i] * slope(f, x[i]));
}

KERNEL swiglu(const float* gate, const float* up, float* y, i64 n) { EACH(i, n) y[i] = activation(SILU, gate[i]) * up[i]; }

KERNEL swiglu_backward(const float* dy, const float* gate, const float* up, float* dgate, float* dup, i64 n) {
    EACH(i, n) {
        float g = gate[i], d = dy[i], u = up[i];
        dgate[i] = d * u * slope(SILU, g);
        dup[i] = d * activation(SILU, g);
    }
}

// Rows of x are [a, b], each `width` wide.
KERNEL geglu(const float* x, float* y, i64 n, i64 width) {
    EACH(i, n) {
        i64 at = i / width * 2 * width + i % width;
        y[i] = x[at] * activation(GELU, x[at + width]);
    }
}

KERNEL geglu_backward(const float* dy, const float* x, float* dx, i64 n, i64 width) {
    EACH(i, n) {
        i64 at = i / width * 2 * width + i % width;
        float a = x[at], b = x[at + width], d = dy[i];
        dx[at] = d * activation(GELU, b);
        dx[at + width] = d * a * slope(GELU, b);
    }
}

// [B, T, H, D]: element i of a head's first half turns with element i + half.
KERNEL rope(const float* x, const float* cosines, const float* sines, float* y, i64 n, int heads, int half, float sign, int adds) {
    EACH(i, n) {
        i64 j = i % half;
        i64 head = i / half;
        i64 angle = head / heads * half + j;
        i64 at = head * 2 * half + j;
        float a = x[at], b = x[at + half], c = cosines[angle], s = sign * sines[angle];
        put(y, at, adds, a * c - b * s);
        put(y, at + half, adds, b * c + a * s);
    }
}

// A parameter in a step of Adam or AdamW; see AdamStep. Fresh is 1 - beta, a correction 1 / (1 - beta^step), kept what weight decay
// leaves. `begin` is how many chunks lie before its first.
struct AdamTensor {
    const float* gradient;
    float *p, *m, *v;
    i64 n;
    float rate, fresh1, fresh2, epsilon, correction1, correction2, gradient_scale, coupled_decay, kept;
    int begin;
};

#define CHUNK 4096

KERNEL adam(AdamTensor first, const AdamTensor* rest, int tensors, int chunks) {
    for (int c = blockIdx.x; c < chunks; c += gridDim.x) {
        AdamTensor t = owner(first, rest, tensors, c);
        const float* gradient = ADDRESS(t.gradient);
        float *p = ADDRESS(t.p), *m = ADDRESS(t.m), *v = ADDRESS(t.v);
        i64 from = (i64)(c - t.begin) * CHUNK, to = from + CHUNK < t.n ? from + CHUNK : t.n;
        for (i64 i = from + threadIdx.x; i < to; i += blockDim.x) {
            float w = p[i];
            float g = t.gradient_scale * gradient[i] + t.coupled_decay * w;
            float moment = m[i] + t.fresh1 * (g - m[i]);
            float square = v[i] + t.fresh2 * (g * g - v[i]);
            m[i] = moment;
            v[i] = square;
            p[i] = t.kept * w - t.rate * (moment * t.correction1) / (sqrtf(square * t.correction2) + t.epsilon);
        }
    }
}
