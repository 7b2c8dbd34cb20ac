// What the kernels share. All files of this folder are one translation unit, in the order that KernelSources gives, compiled
// without any header: by NVRTC for a GPU, and by a C++ compiler in the tests, which run the same text on the processor.
//
// Rules: blocks have one dimension and any number of threads, one included, unless a kernel says so; every thread of a block
// reaches every barrier; no sum is made by atomic operations, so that the same launch gives the same bits.

#ifdef __CUDACC__
#define KERNEL extern "C" __global__ void
extern __shared__ __align__(16) unsigned char shared_bytes[];
#define ADDRESS(pointer) (pointer) // read from memory; the tests have others there

// Products of the tensor cores, in a warp, added to sums [16, 8]: [16, 16] by [16, 8] of bfloat16, [16, 8] by [8, 8] of float32
// rounded to 10 fraction bits. Which lane has which elements is said in the PTX manual; the tests say it again.
static __device__ __forceinline__ void mma_bfloat16(float* sums, const unsigned* left, const unsigned* right) {
#if __CUDA_ARCH__ >= 800
    asm volatile("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
                 : "+f"(sums[0]), "+f"(sums[1]), "+f"(sums[2]), "+f"(sums[3])
                 : "r"(left[0]), "r"(left[1]), "r"(left[2]), "r"(left[3]), "r"(right[0]), "r"(right[1]));
#endif
}

static __device__ __forceinline__ void mma_tf32(float* sums, const float* left, const float* right) {
#if __CUDA_ARCH__ >= 800
    asm volatile("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
                 : "+f"(sums[0]), "+f"(sums[1]), "+f"(sums[2]), "+f"(sums[3])
                 : "r"(__float_as_uint(left[0])), "r"(__float_as_uint(left[1])), "r"(__float_as_uint(left[2])),
                   "r"(__float_as_uint(left[3])), "r"(__float_as_uint(right[0])), "r"(__float_as_uint(right[1])));
#endif
}
#endif
#define SHARED(type, name) type* name = (type*)shared_bytes

typedef unsigned short u16;
typedef unsigned char u8;
typedef long long i64;

#define INF __uint_as_float(0x7f800000u)

// As in DType.ordinal().
#define FLOAT32 0
#define BFLOAT16 1
#define FLOAT16 2

static __device__ __forceinline__ float from_bfloat16(u16 bits) { return __uint_as_float((unsigned)bits << 16); }

// The nearest, ties to even; NaN stays NaN.
static __device__ __forceinline__ u16 to_bfloat16(float value) {
#if __CUDA_ARCH__ >= 800
    u16 rounded;
    asm("cvt.rn.bf16.f32 %0, %1;" : "=h"(rounded) : "f"(value));
    return rounded;
#else
    unsigned bits = __float_as_uint(value);
    if (value != value) return (u16)(bits >> 16 | 0x40);
    return (u16)((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
#endif
}

static __device__ __forceinline__ float from_float16(u16 bits) {
    unsigned sign = (unsigned)(bits & 0x8000) << 16;
    unsigned magnitude = bits & 0x7fff;
    // Exponent and fraction moved into place and multiplied by 2^112 are right for subnormals too.
    if (magnitude < 0x7c00) return __uint_as_float(sign | __float_as_uint(__uint_as_float(magnitude << 13) * 5.192296858534828e33f));
    return __uint_as_float(sign | 0x7f800000u | (magnitude & 0x3ff) << 13);
}

// The nearest, ties to even; from 65520 on, halfway to the next power of two, it is infinite.
static __device__ __forceinline__ u16 to_float16(float value) {
    unsigned bits = __float_as_uint(value), size = bits & 0x7fffffffu;
    u16 sign = (u16)(bits >> 16 & 0x8000);
    if (value != value) return (u16)(sign | 0x7e00);
    if (size >= 0x477ff000u) return (u16)(sign | 0x7c00);
    if (size < 0x38800000u) return (u16)(sign | (u16)rintf(__uint_as_float(size) * 16777216.0f)); // steps of 2^-24
    return (u16)(sign | (size + 0xfff + (size >> 13 & 1) - (112u << 23)) >> 13);
}

static __device__ __forceinline__ float load(const void* x, i64 i, int type) {
    if (type == FLOAT32) return ((const float*)x)[i];
    u16 bits = ((const u16*)x)[i];
    return type == BFLOAT16 ? from_bfloat16(bits) : from_float16(bits);
}

static __device__ __forceinline__ void store(void* y, i64 i, int type, float value) {
    if (type == FLOAT32) ((float*)y)[i] = value;
    else ((u16*)y)[i] = type == BFLOAT16 ? to_bfloat16(value) : to_float16(value);
}

static __device__ __forceinline__ void put(float* y, i64 i, int adds, float value) { y[i] = adds ? y[i] + value : value; }

// The sum over the block, for all its threads; by halves, in a fixed order. Needs blockDim.x floats of shared memory.
static __device__ float block_sum(float value) {
    SHARED(float, s);
    int t = threadIdx.x;
    s[t] = value;
    __syncthreads();
    for (int n = blockDim.x; n > 1;) {
        int half = (n + 1) / 2;
        if (t + half < n) s[t] += s[t + half];
        __syncthreads();
        n = half;
    }
    float sum = s[0];
    __syncthreads();
    return sum;
}

static __device__ float block_max(float value) {
    SHARED(float, s);
    int t = threadIdx.x;
    s[t] = value;
    __syncthreads();
    for (int n = blockDim.x; n > 1;) {
        int half = (n + 1) / 2;
        if (t + half < n) s[t] = fmaxf(s[t], s[t + half]);
        __syncthreads();
        n = half;
    }
    float largest = s[0];
    __syncthreads();
    return largest;
}

// For n elements, one after the other in strides of the whole launch.
#define EACH(i, n) \
    for (i64 i = (i64)blockIdx.x * blockDim.x + threadIdx.x; i < (n); i += (i64)gridDim.x * blockDim.x)
// For the columns of the block's row.
#define EACH_COLUMN(j, width) for (int j = threadIdx.x; j < (width); j += blockDim.x)

// Kernels over many tensors take the first one by value, so that one alone needs no memory, and the rest as a table. Each says at
// what place it begins; this is the one that has place i.
template <class Entry> static __device__ __forceinline__ Entry owner(const Entry& first, const Entry* rest, int tensors, int i) {
    int from = 0, to = tensors - 1;
    while (from < to) {
        int middle = (from + to + 1) / 2;
        if (rest[middle - 1].begin <= i) from = middle;
        else to = middle - 1;
    }
    return from ? rest[from - 1] : first;
}
