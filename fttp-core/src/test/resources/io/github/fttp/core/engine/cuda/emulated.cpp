// Runs the CUDA kernels on the processor, block after block: KERNELS_FILE is their source, KERNELS lists their names as
// KERNEL_NAME(a, waits, has_warps) ..., waits says whether they have barriers, has_warps whether their blocks are whole warps.
// Then the threads of a block are fibers that change at each barrier; a barrier that some threads reach and others don't is
// reported, and running them backwards shows results that depend on their order.
#include <algorithm>
#include <cmath>
#include <csetjmp>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <map>
#include <string>
#include <tuple>
#include <type_traits>
#include <ucontext.h>
#include <unordered_map>
#include <vector>

#define __device__
#define __forceinline__ inline
#define __align__(bytes) alignas(bytes)
#define KERNEL static void

// Addresses of the device are those of its memory here, moved to where nothing is: a program that takes one for an address of
// the computer ends. No other value that a kernel takes is as large.
static const unsigned long long DISGUISE = 1ull << 60;

template <class T> static T* real(T* disguised) { return disguised ? (T*)((unsigned long long)disguised - DISGUISE) : nullptr; }
#define ADDRESS(pointer) ((unsigned long long)(pointer) >> 59 == 2 ? real(pointer) : (pointer))

struct Index { int x, y, z; };
static Index threadIdx, blockIdx, blockDim, gridDim;
alignas(16) static unsigned char shared_bytes[1 << 17];

static inline float __uint_as_float(unsigned bits) { float f; memcpy(&f, &bits, 4); return f; }
static inline unsigned __float_as_uint(float f) { unsigned bits; memcpy(&bits, &f, 4); return bits; }

// Fibers

enum Stop { BLOCK, WARP }; // which of its threads it waits for

// Begun as contexts, and then changed by jumps, which ask nothing of the system.
struct Fiber { ucontext_t context; jmp_buf at; std::vector<char> stack; bool begun, done; Stop stop; int exchanges; };
static std::vector<Fiber> fibers;
static ucontext_t beginning;
static jmp_buf scheduler;
static int current;
static void (*body)(const char*);
static const char* arguments;
static bool waits;

static void wait_for(Stop stop) {
    if (blockDim.x == 1) return;
    if (!waits) {
        fprintf(stderr, "a barrier in a kernel that has none\n");
        abort();
    }
    fibers[current].stop = stop;
    if (!_setjmp(fibers[current].at)) _longjmp(scheduler, 1);
    threadIdx.x = current;
}

static void __syncthreads() { wait_for(BLOCK); }
static void __syncwarp() { wait_for(WARP); }

static void run_fiber() {
    body(arguments);
    fibers[current].done = true;
    _longjmp(scheduler, 1);
}

// Lets the current fiber run until its next barrier or its end.
static void resume() {
    Fiber& fiber = fibers[current];
    if (_setjmp(scheduler)) return;
    if (fiber.begun) _longjmp(fiber.at, 1);
    fiber.begun = true;
    swapcontext(&beginning, &fiber.context);
}

static const char* run_block(int threads, bool backwards) {
    if (threads == 1 || !waits) {
        for (int i = 0; i < threads; i++) {
            threadIdx.x = backwards ? threads - 1 - i : i;
            body(arguments);
        }
        return nullptr;
    }
    if ((int)fibers.size() < threads) fibers.resize(threads);
    for (int t = 0; t < threads; t++) {
        Fiber& fiber = fibers[t];
        if (fiber.stack.empty()) fiber.stack.resize(1 << 16);
        getcontext(&fiber.context);
        fiber.context.uc_stack.ss_sp = fiber.stack.data();
        fiber.context.uc_stack.ss_size = fiber.stack.size();
        fiber.context.uc_link = nullptr;
        fiber.begun = fiber.done = false;
        fiber.exchanges = 0;
        makecontext(&fiber.context, run_fiber, 0);
    }
    for (;;) {
        int ended = 0;
        for (int from = 0; from < threads; from += 32) {
            int lanes = threads - from < 32 ? threads - from : 32, at_warp;
            do {
                at_warp = 0;
                for (int i = from; i < from + lanes; i++) {
                    current = backwards ? threads - 1 - i : i;
                    threadIdx.x = current;
                    resume();
                    if (fibers[current].done) ended++;
                    else at_warp += fibers[current].stop == WARP;
                }
                if (at_warp && at_warp < lanes) return "some threads of a warp wait for others that do not come";
            } while (at_warp);
        }
        if (ended == threads) return nullptr;
        if (ended > 0) return "some threads of a block ended where others wait at a barrier";
    }
}

// What a warp does together: its lanes put words where all of them read, in two places by turns.

struct Words { unsigned word[6]; };
static Words exchanged[32][2][32];

static const Words* exchange(const Words& own) {
    Words* all = exchanged[current / 32][fibers[current].exchanges++ % 2];
    all[current % 32] = own;
    __syncwarp();
    return all;
}

static float __shfl_xor_sync(unsigned, float value, int mask) {
    return __uint_as_float(exchange({__float_as_uint(value)})[current % 32 ^ mask].word[0]);
}

// PTX: in fragments of 16-bit elements a register has two neighbours along k.
static void mma_bfloat16(float* sums, const unsigned* left, const unsigned* right) {
    const Words* all = exchange({left[0], left[1], left[2], left[3], right[0], right[1]});
    for (int i = 0; i < 4; i++) {
        int row = current % 32 / 4 + 8 * (i / 2), column = current % 4 * 2 + i % 2;
        for (int k = 0; k < 16; k++) {
            int half = k % 2 * 16;
            unsigned a = all[row % 8 * 4 + k % 8 / 2].word[row / 8 + k / 8 * 2] >> half;
            unsigned b = all[column * 4 + k % 8 / 2].word[4 + k / 8] >> half;
            sums[i] += __uint_as_float(a << 16) * __uint_as_float(b << 16);
        }
    }
}

static void mma_tf32(float* sums, const float* left, const float* right) {
    Words own;
    memcpy(own.word, left, 4 * sizeof(float));
    memcpy(own.word + 4, right, 2 * sizeof(float));
    const Words* all = exchange(own);
    for (int i = 0; i < 4; i++) {
        int row = current % 32 / 4 + 8 * (i / 2), column = current % 4 * 2 + i % 2;
        for (int k = 0; k < 8; k++) {
            unsigned a = all[row % 8 * 4 + k % 4].word[row / 8 + k / 4 * 2], b = all[column * 4 + k % 4].word[4 + k / 4];
            if ((a | b) & 0x1fff) fprintf(stderr, "a factor that is not rounded\n"), abort();
            sums[i] += __uint_as_float(a) * __uint_as_float(b);
        }
    }
}

// Launching: arguments lie one after the other, each aligned to its own size, as a GPU takes them.

template <class T> static T take(const char* from, size_t& at) {
    at = (at + alignof(T) - 1) / alignof(T) * alignof(T);
    T value;
    memcpy(&value, from + at, sizeof(T));
    at += sizeof(T);
    return value;
}

template <class... A> static void call(void (*kernel)(A...), const char* from) {
    size_t at = 0;
    std::tuple<A...> values{take<A>(from, at)...};
    std::apply(kernel, values);
}

template <class... A> static size_t length(void (*)(A...)) {
    size_t at = 0;
    ((at = (at + alignof(A) - 1) / alignof(A) * alignof(A) + sizeof(A)), ...);
    return at;
}

#include KERNELS_FILE

struct Kernel { void (*call)(const char*); size_t bytes; bool waits, has_warps; };

static const std::unordered_map<std::string, Kernel>& kernels() {
    static const std::unordered_map<std::string, Kernel> all = {
#define KERNEL_NAME(name, waits, has_warps) {#name, {[](const char* from) { call(name, from); }, length(name), waits, has_warps}},
        KERNELS
    };
    return all;
}

// Null, or what is wrong.
extern "C" const char* launch(const char* name, int x, int y, int z, int threads, int most_threads, int shared, const char* from,
        long bytes, int backwards) {
    auto found = kernels().find(name);
    if (found == kernels().end()) return "no such kernel";
    if (found->second.bytes != (size_t)bytes) return "arguments of another length than the kernel's";
    if (shared > (int)sizeof shared_bytes) return "more shared memory than there is";
    if (x < 1 || y < 1 || z < 1 || y > 65535 || z > 65535 || threads < 1 || threads > 1024) return "a grid no GPU takes";
    if (!found->second.has_warps) threads = std::min(threads, most_threads);
    else if (threads % 32) return "a block that is not whole warps";
    memset(shared_bytes, 0xff, sizeof shared_bytes); // not a number: what is read before it is written shows
    std::vector<unsigned long long> undisguised((bytes + 7) / 8);
    memcpy(undisguised.data(), from, bytes);
    for (auto& value : undisguised)
        if (value >> 59 == 2) value -= DISGUISE;
    body = found->second.call;
    waits = found->second.waits;
    arguments = (const char*)undisguised.data();
    blockDim = {threads, 1, 1};
    gridDim = {x, y, z};
    for (blockIdx.z = 0; blockIdx.z < z; blockIdx.z++)
        for (blockIdx.y = 0; blockIdx.y < y; blockIdx.y++)
            for (blockIdx.x = 0; blockIdx.x < x; blockIdx.x++) {
                const char* fault = run_block(threads, backwards);
                if (fault) return fault;
            }
    for (int i = shared; i < (int)sizeof shared_bytes; i++)
        if (shared_bytes[i] != 0xff) return "more shared memory than was asked for";
    return nullptr;
}

// Products: rows and columns by strides in elements, sums in double precision.
extern "C" void multiply(int batch, int m, int n, int k, float alpha, float beta, const void* a, int a_type, const long long* a_by,
        const void* b, int b_type, const long long* b_by, const float* bias, float* y, const long long* y_by) {
    a = real(a), b = real(b), bias = real(bias), y = real(y);
    std::vector<double> sums(n);
    std::vector<float> right((size_t)k * n);
    for (int s = 0; s < batch; s++) {
        for (int l = 0; l < k; l++)
            for (int j = 0; j < n; j++) right[(size_t)l * n + j] = load(b, s * b_by[0] + l * b_by[1] + j * b_by[2], b_type);
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) sums[j] = 0;
            for (int l = 0; l < k; l++) {
                double left = load(a, s * a_by[0] + i * a_by[1] + l * a_by[2], a_type);
                const float* row = &right[(size_t)l * n];
                for (int j = 0; j < n; j++) sums[j] += left * row[j];
            }
            for (int j = 0; j < n; j++) {
                float* to = y + s * y_by[0] + i * y_by[1] + j * y_by[2];
                *to = (float)(alpha * sums[j] + (bias ? bias[j] : 0.0f) + (beta == 0 ? 0.0 : beta * *to));
            }
        }
    }
}
