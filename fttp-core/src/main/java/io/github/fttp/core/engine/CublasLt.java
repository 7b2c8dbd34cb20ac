package io.github.fttp.core.engine;

import static org.bytedeco.cuda.global.cublas.CUBLASLT_EPILOGUE_BIAS;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_MATMUL_DESC_BIAS_POINTER;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_MATMUL_DESC_EPILOGUE;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_MATMUL_DESC_TRANSA;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_MATMUL_DESC_TRANSB;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_A_BYTES;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_B_BYTES;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_C_BYTES;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_D_BYTES;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_MATRIX_LAYOUT_BATCH_COUNT;
import static org.bytedeco.cuda.global.cublas.CUBLASLT_MATRIX_LAYOUT_STRIDED_BATCH_OFFSET;
import static org.bytedeco.cuda.global.cublas.CUBLAS_COMPUTE_32F;
import static org.bytedeco.cuda.global.cublas.CUBLAS_COMPUTE_32F_FAST_TF32;
import static org.bytedeco.cuda.global.cublas.CUBLAS_OP_T;

import io.github.fttp.core.engine.NvidiaGpu.Raw;
import io.github.fttp.core.tensor.DType;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.cuda.cublas.cublasLtContext;
import org.bytedeco.cuda.cublas.cublasLtMatmulDescOpaque_t;
import org.bytedeco.cuda.cublas.cublasLtMatmulHeuristicResult_t;
import org.bytedeco.cuda.cublas.cublasLtMatmulPreferenceOpaque_t;
import org.bytedeco.cuda.cublas.cublasLtMatrixLayoutOpaque_t;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.cuda.global.cublas;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Matrix products by cuBLASLt. The library's matrices lie by columns, ours by rows: what it computes is {@code y^T = b^T
 * a^T}, from the same memory. How it does so is asked once for each kind of product, and kept.
 */
final class CublasLt implements AutoCloseable {
    private static final long WORKSPACE = 32L << 20;
    private static final int MOST_ALIGNED = 256;

    private final cublasLtContext library = new cublasLtContext();
    private final CUstream_st stream;
    private final Raw workspace = new Raw();
    private final Map<Key, Plan> plans = new HashMap<>();
    private final FloatPointer alpha = new FloatPointer(1);
    private final FloatPointer beta = new FloatPointer(1);
    private final LongPointer biasAddress = new LongPointer(1);

    /** Addresses count by how even they are: the library has faster ways where 16 bytes can be read at once. */
    private record Key(Gpu.Product product, int alignA, int alignB, int alignBias, int alignY) {}

    private record Plan(
            cublasLtMatmulDescOpaque_t description,
            cublasLtMatrixLayoutOpaque_t left,
            cublasLtMatrixLayoutOpaque_t right,
            cublasLtMatrixLayoutOpaque_t result,
            cublasLtMatmulHeuristicResult_t way) {}

    CublasLt(CUstream_st stream) {
        this.stream = stream;
        check(cublas.cublasLtCreate(library), "cublasLtCreate");
        NvidiaGpu.check(cudart.cudaMalloc(workspace, WORKSPACE), "cudaMalloc");
    }

    void multiply(Gpu.Product product, long a, long b, long bias, long y) {
        biasAddress.put(bias);
        Plan plan =
                plans.computeIfAbsent(new Key(product, aligned(a), aligned(b), aligned(bias), aligned(y)), this::plan);
        if (bias != 0) set(plan.description(), CUBLASLT_MATMUL_DESC_BIAS_POINTER, biasAddress, Long.BYTES);
        alpha.put(product.alpha());
        beta.put(product.beta());
        Raw result = Raw.at(y);
        int status = cublas.cublasLtMatmul(
                library,
                plan.description(),
                alpha,
                Raw.at(b),
                plan.left(),
                Raw.at(a),
                plan.right(),
                beta,
                result,
                plan.result(),
                result,
                plan.result(),
                plan.way().algo(),
                workspace,
                WORKSPACE,
                stream);
        check(status, product);
    }

    private static int aligned(long address) {
        return (int) Math.min(MOST_ALIGNED, Long.lowestOneBit(address)); // 0 where there is none
    }

    private Plan plan(Key key) {
        Gpu.Product product = key.product();
        var description = new cublasLtMatmulDescOpaque_t();
        boolean rounds = product.tf32() && product.a().type() == DType.FLOAT32;
        int arithmetic = rounds ? CUBLAS_COMPUTE_32F_FAST_TF32 : CUBLAS_COMPUTE_32F;
        check(cublas.cublasLtMatmulDescInit(description, arithmetic, cudart.CUDA_R_32F), "cublasLtMatmulDescInit");
        // By rows is the library's transpose of by columns, and y^T = b^T a^T: b as it lies by rows is what it wants.
        if (product.b().columnMajor()) setInt(description, CUBLASLT_MATMUL_DESC_TRANSA, CUBLAS_OP_T);
        if (product.a().columnMajor()) setInt(description, CUBLASLT_MATMUL_DESC_TRANSB, CUBLAS_OP_T);
        if (product.hasBias()) {
            setInt(description, CUBLASLT_MATMUL_DESC_EPILOGUE, CUBLASLT_EPILOGUE_BIAS);
            // The way that is found depends on how even the address is.
            set(description, CUBLASLT_MATMUL_DESC_BIAS_POINTER, biasAddress, Long.BYTES);
        }
        var left = layout(product.b(), product.k(), product.n(), product.batch());
        var right = layout(product.a(), product.m(), product.k(), product.batch());
        var result = layout(product.y(), product.m(), product.n(), product.batch());
        return new Plan(description, left, right, result, way(key, description, left, right, result));
    }

    /** @param rows of the matrix as ours */
    private static cublasLtMatrixLayoutOpaque_t layout(Gpu.Matrices x, long rows, long columns, int batch) {
        var layout = new cublasLtMatrixLayoutOpaque_t();
        int type = x.type() == DType.FLOAT32 ? cudart.CUDA_R_32F : cudart.CUDA_R_16BF;
        long theirRows = x.columnMajor() ? rows : columns;
        long theirColumns = x.columnMajor() ? columns : rows;
        check(
                cublas.cublasLtMatrixLayoutInit(layout, type, theirRows, theirColumns, x.leading()),
                "cublasLtMatrixLayoutInit");
        if (batch > 1) {
            try (IntPointer count = new IntPointer(1).put(batch);
                    LongPointer offset = new LongPointer(1).put(x.batch())) {
                int said = cublas.cublasLtMatrixLayoutSetAttribute(
                        layout, CUBLASLT_MATRIX_LAYOUT_BATCH_COUNT, count, Integer.BYTES);
                check(said, "the number of matrices");
                said = cublas.cublasLtMatrixLayoutSetAttribute(
                        layout, CUBLASLT_MATRIX_LAYOUT_STRIDED_BATCH_OFFSET, offset, Long.BYTES);
                check(said, "the distance of matrices");
            }
        }
        return layout;
    }

    private cublasLtMatmulHeuristicResult_t way(
            Key key,
            cublasLtMatmulDescOpaque_t description,
            cublasLtMatrixLayoutOpaque_t left,
            cublasLtMatrixLayoutOpaque_t right,
            cublasLtMatrixLayoutOpaque_t result) {
        var way = new cublasLtMatmulHeuristicResult_t();
        try (var preference = new cublasLtMatmulPreferenceOpaque_t();
                LongPointer most = new LongPointer(1).put(WORKSPACE)) {
            check(cublas.cublasLtMatmulPreferenceInit(preference), "cublasLtMatmulPreferenceInit");
            int said = cublas.cublasLtMatmulPreferenceSetAttribute(
                    preference, CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES, most, Long.BYTES);
            check(said, "the workspace");
            prefer(preference, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_A_BYTES, key.alignB());
            prefer(preference, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_B_BYTES, key.alignA());
            prefer(preference, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_C_BYTES, key.alignY());
            prefer(preference, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_D_BYTES, key.alignY());
            int[] found = new int[1];
            int status = cublas.cublasLtMatmulAlgoGetHeuristic(
                    library, description, left, right, result, result, preference, 1, way, found);
            if (status != 0 || found[0] == 0) {
                throw new IllegalStateException(
                        "cuBLASLt has no way for " + key.product() + " (it says " + status + ")");
            }
        }
        return way;
    }

    private static void prefer(cublasLtMatmulPreferenceOpaque_t preference, int what, int value) {
        try (IntPointer pointer = new IntPointer(1).put(value)) {
            check(
                    cublas.cublasLtMatmulPreferenceSetAttribute(preference, what, pointer, Integer.BYTES),
                    "a preference");
        }
    }

    private static void setInt(cublasLtMatmulDescOpaque_t description, int what, int value) {
        try (IntPointer pointer = new IntPointer(1).put(value)) {
            set(description, what, pointer, Integer.BYTES);
        }
    }

    private static void set(cublasLtMatmulDescOpaque_t description, int what, Pointer value, long bytes) {
        check(cublas.cublasLtMatmulDescSetAttribute(description, what, value, bytes), "a product's description");
    }

    private static void check(int status, Object what) {
        if (status != 0) throw new IllegalStateException("cuBLASLt fails at " + what + ": it says " + status);
    }

    @Override
    public void close() {
        check(cublas.cublasLtDestroy(library), "cublasLtDestroy");
        NvidiaGpu.check(cudart.cudaFree(workspace), "cudaFree");
    }
}
