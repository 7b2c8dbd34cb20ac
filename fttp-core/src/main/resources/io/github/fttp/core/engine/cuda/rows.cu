// Rows named by number, and sums over rows.

KERNEL gather_rows(const void* table, int type, const int* rows, float* y, i64 n, int width) {
    EACH(i, n) y[i] = load(table, (i64)rows[i / width] * width + i % width, type);
}

KERNEL scatter_rows(const float* x, const int* rows, float* y, i64 n, int width) {
    EACH(i, n) y[(i64)rows[i / width] * width + i % width] = x[i];
}

// Row targets[t] of y gets the sum of rows sources[starts[t]] to sources[starts[t + 1] - 1] of x, in that order.
KERNEL scatter_rows_add(const float* x, const int* targets, const int* starts, const int* sources, float* y, i64 n, int width) {
    EACH(i, n) {
        int t = (int)(i / width), j = (int)(i % width);
        i64 at = (i64)targets[t] * width + j;
        float sum = y[at];
        for (int s = starts[t]; s < starts[t + 1]; s++) sum += x[(i64)sources[s] * width + j];
        y[at] = sum;
    }
}

// x [B, C, H, W], y [B, (H / size) (W / size), C size size].
KERNEL patches(const float* x, float* y, i64 n, int channels, int height, int width, int size) {
    int across = width / size, down = height / size;
    EACH(i, n) {
        i64 rest = i;
        int v = (int)(rest % size); rest /= size;
        int u = (int)(rest % size); rest /= size;
        int c = (int)(rest % channels); rest /= channels;
        int column = (int)(rest % across); rest /= across;
        int row = (int)(rest % down); rest /= down;
        y[i] = x[((rest * channels + c) * height + row * size + u) * width + column * size + v];
    }
}

// Sums of columns: block (i, c, s) sums rows c * stretch to (c + 1) * stretch of sample s, in order; y [samples, chunks, width].
KERNEL column_sums(const float* x, float* y, i64 rows, i64 width, i64 stretch, int adds) {
    i64 from = blockIdx.y * stretch, to = from + stretch < rows ? from + stretch : rows;
    const float* sample = x + blockIdx.z * rows * width;
    float* out = y + ((i64)blockIdx.z * gridDim.y + blockIdx.y) * width;
    EACH(j, width) {
        float sum = 0;
        for (i64 i = from; i < to; i++) sum += sample[i * width + j];
        put(out, j, adds, sum);
    }
}

// The same of dy (x - mean) rstd, mean and rstd by rows; without a mean it is 0.
KERNEL norm_column_sums(const float* dy, const float* x, const float* mean, const float* rstd, float* y, i64 rows, i64 width,
        i64 stretch) {
    i64 from = blockIdx.y * stretch, to = from + stretch < rows ? from + stretch : rows;
    EACH(j, width) {
        float sum = 0;
        for (i64 i = from; i < to; i++) sum += dy[i * width + j] * (x[i * width + j] - (mean ? mean[i] : 0.0f)) * rstd[i];
        y[blockIdx.y * width + j] = sum;
    }
}

// The block's sum in double precision, for its first thread. Needs blockDim.x doubles of shared memory.
static __device__ double block_sum_doubles(double value) {
    SHARED(double, s);
    int t = threadIdx.x;
    s[t] = value;
    __syncthreads();
    for (int m = blockDim.x; m > 1;) {
        int half = (m + 1) / 2;
        if (t + half < m) s[t] += s[t + half];
        __syncthreads();
        m = half;
    }
    return s[0];
}

// A tensor whose squares are summed: by so many blocks, of which `begin` are others'.
struct SquareTensor {
    const float* x;
    i64 n;
    int blocks, begin;
};

// y[block] is the block's part of its tensor's sum.
KERNEL square_sums(SquareTensor first, const SquareTensor* rest, int tensors, double* y) {
    SquareTensor t = owner(first, rest, tensors, blockIdx.x);
    const float* x = ADDRESS(t.x);
    double sum = 0;
    for (i64 i = (i64)(blockIdx.x - t.begin) * blockDim.x + threadIdx.x; i < t.n; i += (i64)t.blocks * blockDim.x)
        sum += (double)x[i] * x[i];
    sum = block_sum_doubles(sum);
    if (threadIdx.x == 0) y[blockIdx.x] = sum;
}

// y[at + block] is the sum of the parts of tensor `block`.
KERNEL square_sum(SquareTensor first, const SquareTensor* rest, const double* parts, double* y, int at) {
    SquareTensor t = blockIdx.x ? rest[blockIdx.x - 1] : first;
    double sum = 0;
    EACH_COLUMN(i, t.blocks) sum += parts[t.begin + i];
    sum = block_sum_doubles(sum);
    if (threadIdx.x == 0) y[at + blockIdx.x] = sum;
}
