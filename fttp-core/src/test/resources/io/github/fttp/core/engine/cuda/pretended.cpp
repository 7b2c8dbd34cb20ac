// The calls of CUDA's libraries that the engine makes, on the processor, after emulated.cpp: so that what speaks to the
// libraries can be tried where no GPU is. One shared object is all of them, under each one's name.
//
// A stream's work waits until somebody waits for it, as late as a GPU may do it: memory that is written too early or read
// too early shows. What the environment says: PRETENDED_GPUS (1), PRETENDED_CAPABILITY (90), PRETENDED_MEMORY in bytes,
// PRETENDED_UNCAPTURED (0): whether graphs can't be made, PRETENDED_IDLE (0): whether nothing is computed or copied to the
// device, so that what a large step asks can be seen.
#include <list>
#include <set>

typedef std::function<void()> Work;
static std::list<Work> waiting;
static long long done_count, asked_count;

// What a graph is made of, where one is being written down: nothing is done then, and nobody may wait.
typedef std::list<Work> Graph;
static Graph* captured;

static void ask(Work work) {
    if (captured) return captured->push_back(std::move(work));
    waiting.push_back(std::move(work));
    asked_count++;
}

static void run_until(long long count) {
    while (done_count < count) {
        waiting.front()();
        waiting.pop_front();
        done_count++;
    }
}

static long long setting(const char* name, long long otherwise) {
    const char* text = getenv(name);
    return text ? atoll(text) : otherwise;
}

static bool idle() {
    static const bool is = setting("PRETENDED_IDLE", 0);
    return is;
}

static void fail(const std::string& what) {
    fprintf(stderr, "pretended CUDA: %s\n", what.c_str());
    abort();
}

#define API extern "C" int

// The driver

API cuInit(unsigned) { return setting("PRETENDED_GPUS", 1) ? 0 : 100; }
API cuDeviceGetCount(int* count) { return *count = (int)setting("PRETENDED_GPUS", 1), 0; }
API cuDeviceGet(int* device, int which) { return *device = which, 0; }
API cuDeviceGetName(char* name, int bytes, int) { return snprintf(name, bytes, "Pretended GPU"), 0; }
API cuDeviceGetAttribute(int* value, int attribute, int) {
    int capability = (int)setting("PRETENDED_CAPABILITY", 90);
    if (attribute == 97) return *value = sizeof shared_bytes, 0; // shared memory of a block, at most
    if (attribute != 75 && attribute != 76) return 1;
    return *value = attribute == 75 ? capability / 10 : capability % 10, 0;
}
API cuModuleLoadData(void** module, const char* image) {
    if (strcmp(image, "machine code")) fail("not what was compiled");
    return *module = (void*)1, 0;
}
API cuModuleUnload(void*) { return 0; }
API cuModuleGetFunction(const std::string** function, void*, const char* name) {
    auto found = kernels().find(name);
    if (found == kernels().end()) return 500;
    return *function = &found->first, 0;
}
// Shared memory that a kernel may have without asking, and what was asked for.
static const unsigned SHARED_BYTES = 48 << 10;
static std::map<std::string, unsigned> shared_asked;

API cuFuncSetAttribute(const std::string* function, int attribute, int value) {
    if (attribute != 8 || value < 0 || value > (int)sizeof shared_bytes) return 1;
    return shared_asked[*function] = value, 0;
}
API cuLaunchKernel(const std::string* function, unsigned x, unsigned y, unsigned z, unsigned threads, unsigned threads_y,
        unsigned threads_z, unsigned shared, void*, void** parameters, void** extra) {
    // cuda.h: an address (1), the bytes behind it (2), the end (0).
    if (shared > std::max(SHARED_BYTES, shared_asked[*function])) fail("more shared memory than was asked for: " + *function);
    if (parameters || !extra || threads_y != 1 || threads_z != 1) fail("another kind of launch");
    if (extra[0] != (void*)1 || extra[2] != (void*)2 || extra[4]) fail("no arguments as one block");
    if (idle()) return 0;
    std::string arguments((const char*)extra[1], *(size_t*)extra[3]);
    ask([=] {
        const char* fault = launch(function->c_str(), x, y, z, threads, threads, shared, arguments.data(), arguments.size(), 0);
        if (fault) fail(*function + ": " + fault);
    });
    return 0;
}

// Its management library

API nvmlInit_v2() { return 0; }
API nvmlSystemGetDriverVersion(char* version, unsigned bytes) { return snprintf(version, bytes, "580.65.06"), 0; }

// The runtime

static const int UNSUPPORTED = 900;
static bool spoilt;

// What may not be done while a graph is written down, which it spoils.
static bool spoils() { return captured ? spoilt = true : false; }

API cudaStreamBeginCapture(void*, int mode) {
    if (mode != 1) fail("another way to capture"); // what other threads do is theirs
    if (spoils()) return UNSUPPORTED;
    spoilt = setting("PRETENDED_UNCAPTURED", 0);
    return captured = new Graph, 0;
}
API cudaStreamEndCapture(void*, Graph** graph) {
    if (!captured) return 1;
    *graph = spoilt ? delete captured, nullptr : captured;
    captured = nullptr;
    return spoilt ? 901 : 0;
}
API cudaGraphInstantiate(Graph** executable, Graph* graph, unsigned long long flags) {
    if (flags) fail("another kind of graph");
    return *executable = new Graph(*graph), 0;
}
API cudaGraphDestroy(Graph* graph) { return delete graph, 0; }
API cudaGraphLaunch(Graph* graph, void*) {
    for (const Work& work : *graph) ask(work);
    return 0;
}
API cudaGraphExecDestroy(Graph* graph) { return delete graph, 0; }

static std::map<char*, std::pair<char*, size_t>> taken;
static size_t taken_bytes;

// What DJL asks when it loads its tokenizers.
API cudaGetDeviceCount(int* count) { return cuDeviceGetCount(count); }
API cudaRuntimeGetVersion(int* version) { return *version = 13000, 0; }
API cudaDeviceGetAttribute(int* value, int attribute, int device) { return cuDeviceGetAttribute(value, attribute, device); }

API cudaSetDevice(int device) { return device ? 101 : 0; }
API cudaStreamCreate(void** stream) { return *stream = (void*)1, 0; }
API cudaStreamDestroy(void*) { return 0; }
API cudaStreamSynchronize(void*) { return spoils() ? UNSUPPORTED : (run_until(asked_count), 0); }
API cudaEventCreate(long long** event) { return *event = new long long(0), 0; }
API cudaEventRecord(long long* event, void*) { return spoils() ? UNSUPPORTED : (*event = asked_count, 0); }
API cudaEventSynchronize(long long* event) { return spoils() ? UNSUPPORTED : (run_until(*event), 0); }
API cudaEventDestroy(long long* event) { return delete event, 0; }
API cudaHostAlloc(void** to, size_t bytes, unsigned) { return *to = malloc(bytes), 0; }
API cudaFreeHost(void* from) { return free(from), 0; }
API cudaGetLastError() { return 0; }
extern "C" const char* cudaGetErrorString(int) { return "a pretended error"; }

API cudaMemGetInfo(size_t* free_bytes, size_t* total) {
    *total = setting("PRETENDED_MEMORY", 80ll << 30);
    return *free_bytes = *total - taken_bytes, 0;
}
API cudaMalloc(char** to, size_t bytes) {
    if (spoils()) return UNSUPPORTED;
    size_t left, total;
    cudaMemGetInfo(&left, &total);
    if (bytes > left) return 2;
    char* all = (char*)malloc(bytes + 256);
    if (!idle()) memset(all, 0xff, bytes + 256);
    char* aligned = (char*)(((unsigned long long)all + 255) / 256 * 256);
    taken[aligned] = {all, bytes};
    taken_bytes += bytes;
    return *to = aligned + DISGUISE, 0;
}
API cudaFree(char* from) {
    if (spoils()) return UNSUPPORTED;
    run_until(asked_count);
    auto found = taken.find(real(from));
    if (found == taken.end()) fail("memory given back that was not taken");
    taken_bytes -= found->second.second;
    free(found->second.first);
    return taken.erase(found), 0;
}

static char* within(char* device, size_t bytes) {
    char* from = real(device);
    auto after = taken.upper_bound(from);
    if (after == taken.begin()) fail("a copy to nowhere");
    auto block = std::prev(after);
    if (from + bytes > block->first + block->second.second) fail("a copy beyond the end");
    return from;
}
API cudaMemcpyAsync(char* to, char* from, size_t bytes, int direction, void*) {
    if (direction < 1 || direction > 3) fail("another kind of copy");
    if (direction != 3 && captured) fail("a copy from or to the host in a graph: its memory is used again");
    if (direction != 2) to = within(to, bytes);   // to the device
    if (direction != 1) from = within(from, bytes);
    if (idle() && direction != 2) return 0;
    ask([=] { memmove(to, from, bytes); });
    return 0;
}
API cudaMemsetAsync(char* to, int value, size_t bytes, void*) {
    to = within(to, bytes);
    if (idle()) return 0;
    ask([=] { memset(to, value, bytes); });
    return 0;
}

// NVRTC

API nvrtcVersion(int* major, int* minor) { return *major = 13, *minor = 0, 0; }
API nvrtcCreateProgram(std::string** program, const char* text, const char*, int headers, const char**, const char**) {
    if (headers) fail("headers");
    return *program = new std::string(text), 0;
}
API nvrtcCompileProgram(std::string*, int count, const char** options) {
    for (int i = 0; i < count; i++)
        if (strncmp(options[i], "--", 2)) fail("no option: " + std::string(options[i]));
    return 0;
}
API nvrtcGetProgramLogSize(std::string*, size_t* bytes) { return *bytes = 1, 0; }
API nvrtcGetProgramLog(std::string*, char* log) { return *log = 0, 0; }
API nvrtcGetCUBINSize(std::string*, size_t* bytes) { return *bytes = sizeof "machine code", 0; }
API nvrtcGetCUBIN(std::string*, char* code) { return strcpy(code, "machine code"), 0; }
API nvrtcDestroyProgram(std::string** program) { return delete *program, 0; }

// cuBLASLt

struct Layout { unsigned long long type, rows, columns, leading, batch, distance; };
struct Description { int arithmetic, transposes[2], epilogue; float* bias; };

extern "C" size_t cublasLtGetVersion() { return 130100; }
API cublasLtCreate(void** handle) { return *handle = (void*)1, 0; }
API cublasLtDestroy(void*) { return 0; }
API cublasLtMatmulDescInit_internal(Description* description, size_t bytes, int arithmetic, int scale) {
    if (bytes < sizeof *description || scale != 0 || (arithmetic != 68 && arithmetic != 77)) return 7;
    return *description = {arithmetic, {0, 0}, 1, nullptr}, 0;
}
API cublasLtMatmulDescSetAttribute(Description* description, int which, void* value, size_t bytes) {
    if (which == 3 || which == 4) {
        if (bytes != 4 || *(int*)value != 1) return 7;
        description->transposes[which - 3] = 1;
    } else if (which == 7) {
        if (bytes != 4 || *(int*)value != 4) return 7;
        description->epilogue = 4;
    } else if (which == 8) {
        if (bytes != 8) return 7;
        description->bias = *(float**)value;
    } else return 7;
    return 0;
}
API cublasLtMatrixLayoutInit_internal(Layout* layout, size_t bytes, int type, unsigned long long rows, unsigned long long columns,
        long long leading) {
    if (bytes < sizeof *layout || (type != 0 && type != 14) || leading < (long long)rows || !rows || !columns) return 7;
    return *layout = {(unsigned)type, rows, columns, (unsigned long long)leading, 1, 0}, 0;
}
API cublasLtMatrixLayoutSetAttribute(Layout* layout, int which, void* value, size_t bytes) {
    if (which == 5 && bytes == 4) layout->batch = *(int*)value;
    else if (which == 6 && bytes == 8) layout->distance = *(long long*)value;
    else return 7;
    return 0;
}
API cublasLtMatmulPreferenceInit_internal(void*, size_t bytes) { return bytes < 64 ? 7 : 0; }
API cublasLtMatmulPreferenceSetAttribute(void*, int which, void*, size_t bytes) {
    return (which == 1 && bytes == 8) || (which >= 5 && which <= 8 && bytes == 4) ? 0 : 7;
}
struct Way { unsigned long long algorithm[8]; size_t workspace; int state; float waves; int reserved[4]; };
API cublasLtMatmulAlgoGetHeuristic(void*, Description*, Layout*, Layout*, Layout*, Layout*, void*, int wanted, Way* way, int* found) {
    if (wanted != 1) return 7;
    *way = {};
    way->algorithm[0] = 4711;
    return *found = 1, 0;
}
API cublasLtMatmul(void*, Description* description, const float* alpha, const void* a, Layout* as, const void* b, Layout* bs,
        const float* beta, const float* c, Layout*, float* d, Layout* ds, const unsigned long long* algorithm, void*, size_t, void*) {
    if (*algorithm != 4711) fail("not the way that was found");
    if (c != d || as->type != bs->type || ds->type != 0) return 7;
    Description how = *description;
    Layout left = *as, right = *bs, result = *ds;
    unsigned long long k = how.transposes[0] ? left.rows : left.columns;
    if ((how.transposes[0] ? left.columns : left.rows) != result.rows || (how.transposes[1] ? right.rows : right.columns) != result.columns
            || (how.transposes[1] ? right.columns : right.rows) != k)
        return 7;
    float scale = *alpha, keeps = *beta;
    float* bias = how.epilogue == 4 ? how.bias : nullptr;
    if (how.epilogue == 4 && !bias) fail("no bias");
    if (idle()) return 0;
    ask([=] {
        // By columns: element (i, j) lies at j * leading + i. Ours are by rows, and products of transposes in the other order.
        long long l[] = {(long long)left.distance, 1, (long long)left.leading};
        long long r[] = {(long long)right.distance, 1, (long long)right.leading};
        long long y[] = {(long long)result.distance, (long long)result.leading, 1};
        if (how.transposes[0]) std::swap(l[1], l[2]);
        if (how.transposes[1]) std::swap(r[1], r[2]);
        long long lt[] = {l[0], l[2], l[1]}, rt[] = {r[0], r[2], r[1]};
        int type = left.type == 14 ? BFLOAT16 : FLOAT32;
        multiply((int)result.batch, (int)result.columns, (int)result.rows, (int)k, scale, keeps, b, type, rt, a, type, lt, bias, d, y);
    });
    return 0;
}
