// Probabilities, attention's among them, and what losses make of them: a block has a row.

static __device__ float row_max(const float* x, int width) {
    float largest = -INF;
    EACH_COLUMN(j, width) largest = fmaxf(largest, x[j]);
    return block_max(largest);
}

static __device__ float row_exp_sum(const float* x, float largest, int width) {
    float sum = 0;
    EACH_COLUMN(j, width) sum += expf(x[j] - largest);
    return block_sum(sum);
}

KERNEL softmax(const float* x, float* y, int width) {
    const float* row = x + (i64)blockIdx.x * width;
    float* out = y + (i64)blockIdx.x * width;
    float largest = row_max(row, width);
    float factor = 1.0f / row_exp_sum(row, largest, width);
    EACH_COLUMN(j, width) out[j] = expf(row[j] - largest) * factor;
}

KERNEL softmax_backward(const float* dy, const float* y, float* dx, int width, int adds) {
    i64 at = (i64)blockIdx.x * width;
    float along = 0;
    EACH_COLUMN(j, width) along += dy[at + j] * y[at + j];
    along = block_sum(along);
    EACH_COLUMN(j, width) put(dx, at + j, adds, y[at + j] * (dy[at + j] - along));
}

// Scores [heads, rows, width] of queries `first` on become probabilities in place. Query i sees keys up to i + shift where
// causal, the last `window` of them where that is not 0; keys is 0 where nobody looks, or null. A query that sees nothing
// gets zeros.
#define SEEN(j) ((j) <= last && (j) >= least && (!keys || keys[j]))
KERNEL attention_softmax(float* scores, const u8* keys, int rows, int width, int first, int shift, int causal, int window) {
    float* row = scores + (i64)blockIdx.x * width;
    int last = causal ? first + (int)(blockIdx.x % rows) + shift : width - 1;
    int least = window ? last - window + 1 : 0;
    float largest = -INF;
    EACH_COLUMN(j, width) if (SEEN(j)) largest = fmaxf(largest, row[j]);
    largest = block_max(largest);
    int blind = largest == -INF;
    float sum = 0;
    EACH_COLUMN(j, width) if (!blind && SEEN(j)) sum += expf(row[j] - largest);
    sum = block_sum(sum);
    float factor = blind ? 0.0f : 1.0f / sum;
    EACH_COLUMN(j, width) row[j] = !blind && SEEN(j) ? expf(row[j] - largest) * factor : 0.0f;
}
#undef SEEN

KERNEL log_sum_exp(const float* logits, float* y, int width) {
    const float* row = logits + (i64)blockIdx.x * width;
    float largest = row_max(row, width);
    float sum = row_exp_sum(row, largest, width);
    if (threadIdx.x == 0) y[blockIdx.x] = largest + logf(sum);
}

KERNEL cross_entropy_backward(const float* logits, const int* labels, const float* weights, float* dlogits, int width, int adds) {
    const float* row = logits + (i64)blockIdx.x * width;
    float* out = dlogits + (i64)blockIdx.x * width;
    float weight = weights[blockIdx.x];
    int label = labels[blockIdx.x];
    if (weight == 0.0f) {
        if (!adds) EACH_COLUMN(j, width) out[j] = 0.0f;
        return;
    }
    float largest = row_max(row, width);
    float factor = 1.0f / row_exp_sum(row, largest, width);
    EACH_COLUMN(j, width) {
        float p = expf(row[j] - largest) * factor;
        put(out, j, adds, weight * (j == label ? p - 1.0f : p));
    }
}

KERNEL kl_divergence(const float* base, const float* logits, float* kl, int width) {
    const float* b = base + (i64)blockIdx.x * width;
    const float* x = logits + (i64)blockIdx.x * width;
    float largest_b = row_max(b, width), sum_b = row_exp_sum(b, largest_b, width);
    float largest_x = row_max(x, width), sum_x = row_exp_sum(x, largest_x, width);
    float log_b = logf(sum_b), log_x = logf(sum_x), sum = 0;
    EACH_COLUMN(j, width) {
        float log_p0 = b[j] - largest_b - log_b;
        sum += expf(log_p0) * (log_p0 - (x[j] - largest_x - log_x));
    }
    sum = block_sum(sum);
    if (threadIdx.x == 0) kl[blockIdx.x] = sum;
}

KERNEL kl_divergence_backward(const float* base, const float* logits, const float* weights, float* dlogits, int width, int adds) {
    const float* b = base + (i64)blockIdx.x * width;
    const float* x = logits + (i64)blockIdx.x * width;
    float* out = dlogits + (i64)blockIdx.x * width;
    float weight = weights[blockIdx.x];
    if (weight == 0.0f) {
        if (!adds) EACH_COLUMN(j, width) out[j] = 0.0f;
        return;
    }
    float largest_b = row_max(b, width), factor_b = 1.0f / row_exp_sum(b, largest_b, width);
    float largest_x = row_max(x, width), factor_x = 1.0f / row_exp_sum(x, largest_x, width);
    EACH_COLUMN(j, width) put(out, j, adds, weight * (expf(x[j] - largest_x) * factor_x - expf(b[j] - largest_b) * factor_b));
}
