package io.github.fttp.core.engine;

import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Tensor;

/** Matrix products of {@link CudaEngine}: brings any strides and types to what the library multiplies. */
final class CudaMatmul implements MatmulKernels {
    private final Pool pool;
    private final CudaElements elements;
    private final Gpu gpu;
    private final Precision precision;

    CudaMatmul(Pool pool, CudaElements elements, Gpu gpu, Precision precision) {
        this.pool = pool;
        this.elements = elements;
        this.gpu = gpu;
        this.precision = precision;
    }

    @Override
    public void matmul(Tensor a, Tensor b, Tensor y, Write write) {
        product(a, b, y, 1, write);
    }

    /** {@code y (+)= scale * a b}. */
    void product(Tensor a, Tensor b, Tensor y, float scale, Write write) {
        if (y.shape().size() == 0) return;
        if (a.shape().size() == 0) {
            if (write == Write.SET) elements.fill(0, y);
            return;
        }
        boolean flat = b.shape().rank() == 2 && a.shape().rank() > 2;
        Tensor a2 = flat ? a.rows() : a;
        Tensor y2 = flat ? y.rows() : y;
        try (Operand left = operand(a2, b);
                Operand right = operand(b, a2)) {
            batches(left.tensor(), right.tensor(), 0, y2, scale, write);
        }
    }

    @Override
    public void affine(Tensor a, Tensor b, Tensor bias, Tensor y) {
        if (y.shape().size() == 0) return;
        Tensor a2 = a.rows();
        Tensor y2 = y.rows();
        try (Operand left = operand(a2, b);
                Operand right = operand(b, a2)) {
            batches(left.tensor(), right.tensor(), GpuLaunch.address(gpu, bias), y2, 1, Write.SET);
        }
    }

    @Override
    public Factor factor(Tensor x, DType other) {
        return rounds(other) ? converted(x, DType.BFLOAT16) : new Factor(x, false);
    }

    /** Whether what meets a tensor of this type is rounded: bfloat16 alone, float16 has more digits than would be left. */
    boolean rounds(DType type) {
        return precision == Precision.BFLOAT16 && type == DType.BFLOAT16;
    }

    /**
     * A factor in the type that is multiplied.
     *
     * @param made what it is a view of
     */
    private record Operand(Tensor tensor, Factor made) implements AutoCloseable {
        @Override
        public void close() {
            made.close();
        }
    }

    /** The library multiplies equal types only: both bfloat16 where the engine rounds, else both float32, which is exact. */
    private Operand operand(Tensor x, Tensor other) {
        boolean rounded = rounds(x.type()) || rounds(other.type());
        if (x.type() == DType.FLOAT16 || other.type() == DType.FLOAT16) rounded = false;
        DType type = rounded ? DType.BFLOAT16 : DType.FLOAT32;
        boolean turned = !x.isContiguous() && x.transposed().isContiguous(); // converted as it lies
        Factor made = converted(turned ? x.transposed() : x, type);
        return new Operand(turned ? made.tensor().transposed() : made.tensor(), made);
    }

    private Factor converted(Tensor x, DType type) {
        return Factor.of(x, type, pool, elements);
    }

    private void batches(Tensor a, Tensor b, long bias, Tensor y, float scale, Write write) {
        if (a.shape().rank() == 4) {
            // The library steps by one distance from matrix to matrix.
            for (int i = 0; i < a.shape().dim(0); i++) batches(a.get(i), b.get(i), bias, y.get(i), scale, write);
            return;
        }
        if (!isByRows(y)) {
            if (bias == 0 && isByRows(y.transposed())) {
                batches(b.transposed(), a.transposed(), 0, y.transposed(), scale, write);
                return;
            }
            try (Tensor dense = pool.draw(y.shape())) {
                if (write == Write.ADD) elements.copy(y, dense);
                batches(a, b, bias, dense, scale, write);
                elements.copy(dense, y);
            }
            return;
        }
        try (Factor left = addressable(a);
                Factor right = addressable(b)) {
            run(left.tensor(), right.tensor(), bias, y, scale, write);
        }
    }

    private void run(Tensor a, Tensor b, long bias, Tensor y, float scale, Write write) {
        Gpu.Product product = new Gpu.Product(
                y.shape().dim(-2),
                y.shape().dim(-1),
                a.shape().dim(-1),
                y.shape().rank() == 3 ? y.shape().dim(0) : 1,
                matrices(a),
                matrices(b),
                matrices(y),
                scale,
                write == Write.ADD ? 1 : 0,
                bias != 0,
                precision == Precision.TF32);
        gpu.multiply(product, GpuLaunch.address(gpu, a), GpuLaunch.address(gpu, b), bias, GpuLaunch.address(gpu, y));
    }

    /** Rows or columns without gaps between their elements, and no two of them over each other. */
    private Factor addressable(Tensor x) {
        if (isByRows(x) || isByRows(x.transposed())) return new Factor(x, false);
        Tensor dense = pool.draw(x.shape(), x.type());
        elements.copy(x, dense);
        return new Factor(dense, true);
    }

    private static boolean isByRows(Tensor x) {
        int columns = x.shape().dim(-1);
        return (columns == 1 || x.stride(-1) == 1) && (x.shape().dim(-2) == 1 || x.stride(-2) >= columns);
    }

    private static Gpu.Matrices matrices(Tensor x) {
        long batch = x.shape().rank() == 3 ? x.stride(0) : 0;
        boolean byRows = isByRows(x);
        Tensor lines = byRows ? x : x.transposed();
        long leading = lines.shape().dim(-2) == 1 ? lines.shape().dim(-1) : lines.stride(-2);
        return new Gpu.Matrices(x.type(), !byRows, leading, batch);
    }
}
