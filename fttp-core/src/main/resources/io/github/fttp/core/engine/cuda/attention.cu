// Attention whose scores never reach the GPU's memory, as in FlashAttention-2 (Dao 2023, algorithms 1 and 2).
//
// A block has 64 rows, 16 for each of its four warps, and goes through the columns tile by tile. Rows are queries and columns
// keys; for the gradients of keys and values it is the other way round, so that each sum belongs to one block, in one order.
// Tiles lie in shared memory. Sums lie in registers as the tensor cores leave them: of each 8 columns lane 4 g + t has
// columns 2 t and 2 t + 1 of rows g and g + 8.
//
// Blocks have four whole warps, not any number of threads.

enum { ROWS = 64, WARP_ROWS = 16, MOST_EIGHTS = 20 }; // heads are at most 160 wide
#define WARP (threadIdx.x / 32)
#define G (threadIdx.x % 32 / 4)
#define T (threadIdx.x % 4)

// [B, T, H, D] with strides in elements; elements of a head are neighbours, eight of them at an address that 16 divides.
struct Heads {
    void* at;
    i64 sample, row, head, type;
};

// Head h of the queries goes with head h / group of the keys. Query i sees keys up to i + tk - tq where causal, the last
// `window` of them where that is not 0.
struct Sizes {
    int tq, tk, heads, group, width, causal, window;
    float scale;
};

struct __align__(16) Sixteen {
    unsigned words[4];
};

static __device__ __forceinline__ i64 place(const Heads& x, int sample, int row, int head) {
    return sample * x.sample + row * x.row + head * x.head;
}

// How elements are kept in tiles and multiplied. The columns of a tile are so many that heads of 128 fit into 96 KiB of
// shared memory; rows of a tile are PAD elements longer than they need to be, so that those of a column lie in different banks.

// On the CUDA cores, nothing rounded.
struct Exact {
    typedef float Element;
    enum { FORWARD = 32, BACKWARD = 16, PAD = 4, STEP = 1 };

    static __device__ __forceinline__ float element(float value) { return value; }
    static __device__ __forceinline__ void put(float* to, float left, float right) { to[0] = left, to[1] = right; }
    static __device__ __forceinline__ float value(float element) { return element; }

    // sums [16, 8 N] += a [16, k] b^T, b [8 N, k]; where not BY_ROWS, b is [k, 8 N] and not turned. The first `used` of N only.
    template <bool BY_ROWS, int N>
    static __device__ __forceinline__ void multiply(float (&sums)[N][4], const float* a, int a_stride, const float* b, int b_stride,
            int k, int used) {
        int down = BY_ROWS ? 1 : b_stride, along = BY_ROWS ? b_stride : 1;
        a += G * a_stride, b += 2 * T * along;
        for (int l = 0; l < k; l++) {
            float upper = a[l], lower = a[8 * a_stride + l];
#pragma unroll
            for (int n = 0; n < N; n++)
                if (n < used) {
                    float left = b[l * down + 8 * n * along], right = b[l * down + (8 * n + 1) * along];
                    sums[n][0] += upper * left, sums[n][1] += upper * right;
                    sums[n][2] += lower * left, sums[n][3] += lower * right;
                }
        }
    }
};

// Rounded to 10 fraction bits.
struct Tf32 {
    typedef float Element;
    enum { FORWARD = 32, BACKWARD = 16, PAD = 4, STEP = 8 };

    static __device__ __forceinline__ float element(float value) {
        return __uint_as_float((__float_as_uint(value) + 0x1000) & 0xffffe000u);
    }
    static __device__ __forceinline__ void put(float* to, float left, float right) { to[0] = element(left), to[1] = element(right); }
    static __device__ __forceinline__ float value(float element) { return element; }

    template <bool BY_ROWS, int N>
    static __device__ __forceinline__ void multiply(float (&sums)[N][4], const float* a, int a_stride, const float* b, int b_stride,
            int k, int used) {
        int down = BY_ROWS ? 1 : b_stride, along = BY_ROWS ? b_stride : 1;
        a += G * a_stride + T, b += T * down + G * along;
        for (int l = 0; l < k; l += STEP) {
            float left[4] = {a[l], a[8 * a_stride + l], a[l + 4], a[8 * a_stride + l + 4]};
#pragma unroll
            for (int n = 0; n < N; n++)
                if (n < used) {
                    float right[2] = {b[l * down + 8 * n * along], b[(l + 4) * down + 8 * n * along]};
                    mma_tf32(sums[n], left, right);
                }
        }
    }
};

struct Bfloat16 {
    typedef u16 Element;
    enum { FORWARD = 64, BACKWARD = 32, PAD = 8, STEP = 16 };

    static __device__ __forceinline__ u16 element(float value) { return to_bfloat16(value); }
    static __device__ __forceinline__ void put(u16* to, float left, float right) {
        *(unsigned*)to = element(left) | (unsigned)element(right) << 16;
    }
    static __device__ __forceinline__ float value(u16 element) { return from_bfloat16(element); }

    template <bool BY_ROWS, int N>
    static __device__ __forceinline__ void multiply(float (&sums)[N][4], const u16* a, int a_stride, const u16* b, int b_stride,
            int k, int used) {
        a += G * a_stride + 2 * T;
        b += BY_ROWS ? G * b_stride + 2 * T : 2 * T * b_stride + G;
        for (int l = 0; l < k; l += STEP) {
            unsigned left[4] = {pair(a + l), pair(a + 8 * a_stride + l), pair(a + l + 8), pair(a + 8 * a_stride + l + 8)};
#pragma unroll
            for (int n = 0; n < N; n++)
                if (n < used) {
                    const u16* from = BY_ROWS ? b + 8 * n * b_stride + l : b + l * b_stride + 8 * n;
                    unsigned right[2];
                    right[0] = BY_ROWS ? pair(from) : from[0] | (unsigned)from[b_stride] << 16;
                    right[1] = BY_ROWS ? pair(from + 8) : from[8 * b_stride] | (unsigned)from[9 * b_stride] << 16;
                    mma_bfloat16(sums[n], left, right);
                }
        }
    }

    static __device__ __forceinline__ unsigned pair(const u16* two) { return *(const unsigned*)two; }
};

// A head's elements in a tile: as many as its products take at a time.
template <class A> static __device__ __forceinline__ int padded(int width) { return (width + A::STEP - 1) / A::STEP * A::STEP; }

// Eight elements as A keeps them.
template <class A> static __device__ __forceinline__ void load_eight(const Heads& x, i64 i, u16* to) {
    if (x.type == BFLOAT16) {
        *(Sixteen*)to = *(const Sixteen*)((const u16*)x.at + i);
        return;
    }
#pragma unroll
    for (int half = 0; half < 8; half += 4) {
        Sixteen four = *(const Sixteen*)((const float*)x.at + i + half);
#pragma unroll
        for (int e = 0; e < 4; e++) to[half + e] = A::element(__uint_as_float(four.words[e]));
    }
}

template <class A> static __device__ __forceinline__ void load_eight(const Heads& x, i64 i, float* to) {
    if (x.type == BFLOAT16) {
        Sixteen eight = *(const Sixteen*)((const u16*)x.at + i);
#pragma unroll
        for (int e = 0; e < 8; e++) to[e] = from_bfloat16((u16)(eight.words[e / 2] >> e % 2 * 16)); // exact in each A
        return;
    }
#pragma unroll
    for (int half = 0; half < 8; half += 4) {
        Sixteen four = *(const Sixteen*)((const float*)x.at + i + half);
#pragma unroll
        for (int e = 0; e < 4; e++) to[half + e] = A::element(__uint_as_float(four.words[e]));
    }
}

// Rows `first` on of a head as a tile [rows, stride]; zeros behind its end and behind its width.
template <class A>
static __device__ __forceinline__ void load_tile(typename A::Element* tile, const Heads& x, int sample, int head, int first, int rows,
        int end, int width) {
    int eights = padded<A>(width) / 8, stride = padded<A>(width) + A::PAD;
    int down = blockDim.x / eights, along = blockDim.x % eights;
    for (int row = threadIdx.x / eights, eight = threadIdx.x % eights; row < rows; row += down, eight += along) {
        if (eight >= eights) {
            eight -= eights;
            if (++row == rows) break;
        }
        int column = eight * 8;
        typename A::Element* to = tile + row * stride + column;
        if (first + row < end && column < width) {
            load_eight<A>(x, place(x, sample, first + row, head) + column, to);
        } else {
#pragma unroll
            for (int e = 0; e < 8; e++) to[e] = 0;
        }
    }
}

// Rows of the warp, of those from `first` to `end`, to a head's memory, each times its factor.
static __device__ __forceinline__ void store_rows(const float (&sums)[MOST_EIGHTS][4], const Heads& x, int sample, int head, int first,
        int end, int width, float upper, float lower) {
#pragma unroll
    for (int r = 0; r < 2; r++) {
        int row = first + WARP * WARP_ROWS + G + 8 * r;
        if (row < end) {
            float* to = (float*)x.at + place(x, sample, row, head) + 2 * T;
            float factor = r ? lower : upper;
#pragma unroll
            for (int n = 0; n < MOST_EIGHTS; n++)
                if (8 * n < width) {
                    to[8 * n] = sums[n][2 * r] * factor;
                    to[8 * n + 1] = sums[n][2 * r + 1] * factor;
                }
        }
    }
}

// Over the four lanes that share rows, for all of them.
static __device__ __forceinline__ float quad_sum(float value) {
    value += __shfl_xor_sync(0xffffffffu, value, 1);
    return value + __shfl_xor_sync(0xffffffffu, value, 2);
}

static __device__ __forceinline__ float quad_max(float value) {
    value = fmaxf(value, __shfl_xor_sync(0xffffffffu, value, 1));
    return fmaxf(value, __shfl_xor_sync(0xffffffffu, value, 2));
}

static __device__ __forceinline__ bool sees(const Sizes& s, const u8* keys, int query, int key) {
    int last = s.causal ? query + s.tk - s.tq : s.tk - 1;
    return query < s.tq && key < s.tk && key <= last && (!s.window || key > last - s.window) && (!keys || keys[key]);
}

// Whether so many queries see so many keys, each of them each.
static __device__ __forceinline__ bool all_see(const Sizes& s, const u8* keys, int query, int queries, int key, int many) {
    int last = query + s.tk - s.tq; // that the first one sees
    return !keys && query + queries <= s.tq && key + many <= s.tk && (!s.causal || key + many - 1 <= last)
            && (!s.window || key > last + queries - 1 - s.window);
}

// Keys that the queries of a block see: from, to.
static __device__ __forceinline__ int first_key(const Sizes& s, int query) {
    int first = s.window ? query + s.tk - s.tq - s.window + 1 : 0;
    return first > 0 ? first : 0;
}

static __device__ __forceinline__ int keys_end(const Sizes& s, int query) {
    int last = query + ROWS < s.tq ? query + ROWS - 1 : s.tq - 1;
    int end = s.causal ? last + s.tk - s.tq + 1 : s.tk;
    return end < s.tk ? end : s.tk;
}

// Queries that see keys of a block.
static __device__ __forceinline__ int first_query(const Sizes& s, int key) {
    int first = s.causal ? key - (s.tk - s.tq) : 0;
    return first > 0 ? first : 0;
}

static __device__ __forceinline__ int queries_end(const Sizes& s, int key) {
    int end = s.window ? key + ROWS - 1 + s.window - (s.tk - s.tq) : s.tq;
    return end < s.tq ? end : s.tq;
}

#define LOG2_E 1.44269504f

// Scores of a warp's queries with a tile's keys, where a query may not look at a key.
template <int COLUMNS>
static __device__ __forceinline__ void hide(float (&scores)[COLUMNS][4], const Sizes& s, const u8* keys, int query, int key) {
#pragma unroll
    for (int n = 0; n < COLUMNS; n++)
#pragma unroll
        for (int i = 0; i < 4; i++)
            if (!sees(s, keys, query + G + i / 2 * 8, key + 8 * n + 2 * T + i % 2)) scores[n][i] = -INF;
}

// y and, by row, the logarithm to base 2 of the sum of 2^(scale log2(e) q k), infinite where nothing is seen: [B, H, Tq].
template <class A>
static __device__ __forceinline__ void attend(const Heads& q, const Heads& k, const Heads& v, const Heads& y, float* statistics,
        const u8* keys, const Sizes& s) {
    const int columns = A::FORWARD, n_columns = columns / 8, w_stride = columns + A::PAD;
    int sample = blockIdx.z, head = blockIdx.y, first = blockIdx.x * ROWS;
    int depth = padded<A>(s.width), stride = depth + A::PAD, own = WARP * WARP_ROWS;
    float scale = s.scale * LOG2_E;
    SHARED(typename A::Element, queries);
    typename A::Element* key_tile = queries + ROWS * stride;
    typename A::Element* values = key_tile + columns * stride;
    typename A::Element* weights = values + columns * stride + own * w_stride;
    if (keys) keys += (i64)sample * s.tk;
    load_tile<A>(queries, q, sample, head, first, ROWS, s.tq, s.width);
    float out[MOST_EIGHTS][4] = {}, largest[2] = {-INF, -INF}, sum[2] = {};
    int end = keys_end(s, first);
    for (int c = first_key(s, first); c < end; c += columns) {
        __syncthreads();
        load_tile<A>(key_tile, k, sample, head / s.group, c, columns, s.tk, s.width);
        load_tile<A>(values, v, sample, head / s.group, c, columns, s.tk, s.width);
        __syncthreads();
        float scores[n_columns][4] = {};
        A::template multiply<true>(scores, queries + own * stride, stride, key_tile, stride, depth, n_columns);
        if (!all_see(s, keys, first, ROWS, c, columns)) hide(scores, s, keys, first + own, c);
#pragma unroll
        for (int r = 0; r < 2; r++) {
            float most = largest[r];
#pragma unroll
            for (int n = 0; n < n_columns; n++) most = fmaxf(most, fmaxf(scores[n][2 * r], scores[n][2 * r + 1]) * scale);
            most = quad_max(most);
            float base = most == -INF ? 0.0f : most; // 2^(-INF - base) is 0 then
            float kept = exp2f(largest[r] - base), part = 0;
            largest[r] = most;
#pragma unroll
            for (int n = 0; n < n_columns; n++) {
                float left = exp2f(scores[n][2 * r] * scale - base), right = exp2f(scores[n][2 * r + 1] * scale - base);
                part += left + right;
                A::put(weights + (G + 8 * r) * w_stride + 8 * n + 2 * T, left, right);
            }
            sum[r] = sum[r] * kept + quad_sum(part);
#pragma unroll
            for (int n = 0; n < MOST_EIGHTS; n++) out[n][2 * r] *= kept, out[n][2 * r + 1] *= kept;
        }
        __syncwarp();
        A::template multiply<false>(out, weights, w_stride, values, stride, columns, s.width / 8);
    }
    store_rows(out, y, sample, head, first, s.tq, s.width, sum[0] > 0 ? 1.0f / sum[0] : 0.0f, sum[1] > 0 ? 1.0f / sum[1] : 0.0f);
#pragma unroll
    for (int r = 0; r < 2; r++) {
        int query = first + own + G + 8 * r;
        if (T == 0 && query < s.tq)
            statistics[((i64)sample * s.heads + head) * s.tq + query] = sum[r] > 0 ? largest[r] + log2f(sum[r]) : INF;
    }
}

// dq, and by row the sum of dy y, which is that of a row's probabilities with their gradients: deltas [B, H, Tq].
template <class A>
static __device__ __forceinline__ void attend_back_queries(const Heads& dy, const Heads& y, const Heads& q, const Heads& k,
        const Heads& v, const Heads& dq, const float* statistics, float* deltas, const u8* keys, const Sizes& s) {
    const int columns = A::BACKWARD, n_columns = columns / 8, w_stride = columns + A::PAD;
    int sample = blockIdx.z, head = blockIdx.y, first = blockIdx.x * ROWS;
    int depth = padded<A>(s.width), stride = depth + A::PAD, own = WARP * WARP_ROWS;
    float scale = s.scale * LOG2_E;
    SHARED(typename A::Element, queries);
    typename A::Element* results = queries + ROWS * stride; // their gradients
    typename A::Element* key_tile = results + ROWS * stride;
    typename A::Element* values = key_tile + columns * stride;
    typename A::Element* weights = values + columns * stride + own * w_stride;
    if (keys) keys += (i64)sample * s.tk;
    load_tile<A>(queries, q, sample, head, first, ROWS, s.tq, s.width);
    load_tile<A>(results, dy, sample, head, first, ROWS, s.tq, s.width);
    __syncthreads();
    float statistic[2], delta[2];
#pragma unroll
    for (int r = 0; r < 2; r++) {
        int query = first + own + G + 8 * r;
        bool there = query < s.tq;
        i64 at = ((i64)sample * s.heads + head) * s.tq + query;
        float along = 0;
        for (int e = T; there && e < s.width; e += 4) {
            float dye = A::value(results[(own + G + 8 * r) * stride + e]);
            along += dye * ((const float*)y.at)[place(y, sample, query, head) + e];
        }
        delta[r] = quad_sum(along);
        statistic[r] = there ? statistics[at] : INF;
        if (there && T == 0) deltas[at] = delta[r];
    }
    float sums[MOST_EIGHTS][4] = {};
    int end = keys_end(s, first);
    for (int c = first_key(s, first); c < end; c += columns) {
        __syncthreads();
        load_tile<A>(key_tile, k, sample, head / s.group, c, columns, s.tk, s.width);
        load_tile<A>(values, v, sample, head / s.group, c, columns, s.tk, s.width);
        __syncthreads();
        float scores[n_columns][4] = {}, slopes[n_columns][4] = {};
        A::template multiply<true>(scores, queries + own * stride, stride, key_tile, stride, depth, n_columns);
        A::template multiply<true>(slopes, results + own * stride, stride, values, stride, depth, n_columns);
        if (!all_see(s, keys, first, ROWS, c, columns)) hide(scores, s, keys, first + own, c);
#pragma unroll
        for (int n = 0; n < n_columns; n++)
#pragma unroll
            for (int r = 0; r < 2; r++) {
                float left = exp2f(scores[n][2 * r] * scale - statistic[r]) * (slopes[n][2 * r] - delta[r]);
                float right = exp2f(scores[n][2 * r + 1] * scale - statistic[r]) * (slopes[n][2 * r + 1] - delta[r]);
                A::put(weights + (G + 8 * r) * w_stride + 8 * n + 2 * T, left, right);
            }
        __syncwarp();
        A::template multiply<false>(sums, weights, w_stride, key_tile, stride, columns, s.width / 8);
    }
    store_rows(sums, dq, sample, head, first, s.tq, s.width, s.scale, s.scale);
}

// dk and dv, after attend_back_queries. Block y is a head of the keys.
template <class A>
static __device__ __forceinline__ void attend_back_keys(const Heads& dy, const Heads& q, const Heads& k, const Heads& v, const Heads& dk,
        const Heads& dv, const float* statistics, const float* deltas, const u8* keys, const Sizes& s) {
    const int columns = A::BACKWARD, n_columns = columns / 8, w_stride = columns + A::PAD;
    int sample = blockIdx.z, key_head = blockIdx.y, first = blockIdx.x * ROWS;
    int depth = padded<A>(s.width), stride = depth + A::PAD, own = WARP * WARP_ROWS;
    float scale = s.scale * LOG2_E;
    SHARED(typename A::Element, key_tile);
    typename A::Element* values = key_tile + ROWS * stride;
    typename A::Element* queries = values + ROWS * stride;
    typename A::Element* results = queries + columns * stride; // their gradients
    typename A::Element* all_weights = results + columns * stride;
    typename A::Element* weights = all_weights + own * w_stride;
    float* statistic = (float*)(all_weights + ROWS * w_stride);
    float* delta = statistic + columns;
    if (keys) keys += (i64)sample * s.tk;
    load_tile<A>(key_tile, k, sample, key_head, first, ROWS, s.tk, s.width);
    load_tile<A>(values, v, sample, key_head, first, ROWS, s.tk, s.width);
    float key_sums[MOST_EIGHTS][4] = {}, value_sums[MOST_EIGHTS][4] = {};
    int end = queries_end(s, first);
    for (int head = key_head * s.group; head < (key_head + 1) * s.group; head++)
        for (int c = first_query(s, first); c < end; c += columns) {
            __syncthreads();
            load_tile<A>(queries, q, sample, head, c, columns, s.tq, s.width);
            load_tile<A>(results, dy, sample, head, c, columns, s.tq, s.width);
            for (int i = threadIdx.x; i < columns; i += blockDim.x) {
                bool there = c + i < s.tq;
                i64 at = ((i64)sample * s.heads + head) * s.tq + c + i;
                statistic[i] = there ? statistics[at] : INF;
                delta[i] = there ? deltas[at] : 0.0f;
            }
            __syncthreads();
            float scores[n_columns][4] = {}, slopes[n_columns][4] = {};
            A::template multiply<true>(scores, key_tile + own * stride, stride, queries, stride, depth, n_columns);
            if (!all_see(s, keys, c, columns, first, ROWS)) {
#pragma unroll
                for (int n = 0; n < n_columns; n++)
#pragma unroll
                    for (int i = 0; i < 4; i++)
                        if (!sees(s, keys, c + 8 * n + 2 * T + i % 2, first + own + G + i / 2 * 8)) scores[n][i] = -INF;
            }
#pragma unroll
            for (int n = 0; n < n_columns; n++)
#pragma unroll
                for (int r = 0; r < 2; r++) {
                    int column = 8 * n + 2 * T;
                    scores[n][2 * r] = exp2f(scores[n][2 * r] * scale - statistic[column]);
                    scores[n][2 * r + 1] = exp2f(scores[n][2 * r + 1] * scale - statistic[column + 1]);
                    A::put(weights + (G + 8 * r) * w_stride + column, scores[n][2 * r], scores[n][2 * r + 1]);
                }
            __syncwarp();
            A::template multiply<false>(value_sums, weights, w_stride, results, stride, columns, s.width / 8);
            A::template multiply<true>(slopes, values + own * stride, stride, results, stride, depth, n_columns);
            __syncwarp();
#pragma unroll
            for (int n = 0; n < n_columns; n++)
#pragma unroll
                for (int r = 0; r < 2; r++) {
                    int column = 8 * n + 2 * T;
                    float left = scores[n][2 * r] * (slopes[n][2 * r] - delta[column]);
                    float right = scores[n][2 * r + 1] * (slopes[n][2 * r + 1] - delta[column + 1]);
                    A::put(weights + (G + 8 * r) * w_stride + column, left, right);
                }
            __syncwarp();
            A::template multiply<false>(key_sums, weights, w_stride, queries, stride, columns, s.width / 8);
        }
    store_rows(key_sums, dk, sample, key_head, first, s.tk, s.width, s.scale, s.scale);
    store_rows(value_sums, dv, sample, key_head, first, s.tk, s.width, 1, 1);
}

KERNEL attention_exact(Heads q, Heads k, Heads v, Heads y, float* statistics, const u8* keys, Sizes sizes) {
    attend<Exact>(q, k, v, y, statistics, keys, sizes);
}

KERNEL attention_tf32(Heads q, Heads k, Heads v, Heads y, float* statistics, const u8* keys, Sizes sizes) {
    attend<Tf32>(q, k, v, y, statistics, keys, sizes);
}

KERNEL attention_bfloat16(Heads q, Heads k, Heads v, Heads y, float* statistics, const u8* keys, Sizes sizes) {
    attend<Bfloat16>(q, k, v, y, statistics, keys, sizes);
}

KERNEL attention_backward_queries_exact(Heads dy, Heads y, Heads q, Heads k, Heads v, Heads dq, const float* statistics, float* deltas,
        const u8* keys, Sizes sizes) {
    attend_back_queries<Exact>(dy, y, q, k, v, dq, statistics, deltas, keys, sizes);
}

KERNEL attention_backward_queries_tf32(Heads dy, Heads y, Heads q, Heads k, Heads v, Heads dq, const float* statistics, float* deltas,
        const u8* keys, Sizes sizes) {
    attend_back_queries<Tf32>(dy, y, q, k, v, dq, statistics, deltas, keys, sizes);
}

KERNEL attention_backward_queries_bfloat16(Heads dy, Heads y, Heads q, Heads k, Heads v, Heads dq, const float* statistics,
        float* deltas, const u8* keys, Sizes sizes) {
    attend_back_queries<Bfloat16>(dy, y, q, k, v, dq, statistics, deltas, keys, sizes);
}

KERNEL attention_backward_keys_exact(Heads dy, Heads q, Heads k, Heads v, Heads dk, Heads dv, const float* statistics,
        const float* deltas, const u8* keys, Sizes sizes) {
    attend_back_keys<Exact>(dy, q, k, v, dk, dv, statistics, deltas, keys, sizes);
}

KERNEL attention_backward_keys_tf32(Heads dy, Heads q, Heads k, Heads v, Heads dk, Heads dv, const float* statistics,
        const float* deltas, const u8* keys, Sizes sizes) {
    attend_back_keys<Tf32>(dy, q, k, v, dk, dv, statistics, deltas, keys, sizes);
}

KERNEL attention_backward_keys_bfloat16(Heads dy, Heads q, Heads k, Heads v, Heads dk, Heads dv, const float* statistics,
        const float* deltas, const u8* keys, Sizes sizes) {
    attend_back_keys<Bfloat16>(dy, q, k, v, dk, dv, statistics, deltas, keys, sizes);
}
#undef G
#undef T
#undef WARP
