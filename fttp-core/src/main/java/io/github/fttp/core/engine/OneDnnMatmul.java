package io.github.fttp.core.engine;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;

/** Matrix products by oneDNN, with scaling, bias and accumulation fused. */
final class OneDnnMatmul implements MatmulKernels {
    /** Weights that are widened at a time where oneDNN can't multiply them as they lie: 4 MiB stay in the cache. */
    private static final int BLOCK = 1 << 20;
    /** Rows that oneDNN has in a block at most. */
    private static final int MOST_ROWS = 256;
    /** Rows of a block that is worth packing all weights for. */
    private static final int ENOUGH_ROWS = 128;
    /** Columns below which packing weights takes no time. */
    private static final int FEW_COLUMNS = 256;

    private final Pool pool;
    private final OneDnnElements elements;
    private final Primitives primitives;
    private final NativeTypes types;
    private final Precision precision;

    OneDnnMatmul(Pool pool, OneDnnElements elements, Primitives primitives, NativeTypes types, Precision precision) {
        this.pool = pool;
        this.elements = elements;
        this.primitives = primitives;
        this.types = types;
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
        if (b.shape().rank() > 2 && b.shape().dim(-2) == 1 && !b.isContiguous()) {
            // oneDNN 3.11 reads the wrong batch entries of such a right factor: outer products of strided heads.
            try (Tensor dense = pool.draw(b.shape(), b.type())) {
                elements.copy(b, dense);
                withTypes(a2, dense, (left, right) -> run(left, right, y2, scale, write));
            }
            return;
        }
        withTypes(a2, b, (left, right) -> byRows(left, y2, (some, result) -> run(some, right, result, scale, write)));
    }

    @Override
    public void affine(Tensor a, Tensor b, Tensor bias, Tensor y) {
        Tensor a2 = a.rows();
        Tensor y2 = y.rows();
        withTypes(a2, b, (left, right) -> {
            memory.desc row = Primitives.matrix(1, b.shape().dim(1));
            if (types.multiplies(right.type())) {
                Primitives.Prepared call = prepared(left, right, y2, 1, Write.SET, row);
                if (!isTooSlow(call, right)) {
                    byRows(left, y2, (some, result) -> prepared(some, right, result, 1, Write.SET, row)
                            .run(some.address(), right.address(), result.address(), bias.address()));
                    return;
                }
            }
            widened(right, (some, from, to) -> {
                Tensor columns = y2.slice(1, from, to);
                prepared(left, some, columns, 1, Write.SET, Primitives.matrix(1, to - from))
                        .run(
                                left.address(),
                                some.address(),
                                columns.address(),
                                bias.slice(0, from, to).address());
            });
        });
    }

    private interface Product {
        void of(Tensor a, Tensor b);
    }

    /**
     * Calls {@code body} with some rows of {@code a} and of {@code y} after the others. oneDNN cuts rows into equal blocks
     * and packs the weights anew for each: 703 rows, 19 blocks of 37, took up to twice as long as 3 times 235. The values
     * are the same.
     */
    private static void byRows(Tensor a, Tensor y, Product body) {
        int rows = a.shape().dim(0);
        boolean packsLittle = a.shape().rank() > 2 || y.shape().dim(1) < FEW_COLUMNS;
        if (packsLittle || a.stride(1) != 1 || hasLargeBlocks(rows)) {
            body.of(a, y);
            return;
        }
        int parts = (rows + MOST_ROWS - 1) / MOST_ROWS;
        int together = (rows + parts - 1) / parts;
        for (int from = 0; from < rows; from += together) {
            int to = Math.min(rows, from + together);
            body.of(a.slice(0, from, to), y.slice(0, from, to));
        }
    }

    private static boolean hasLargeBlocks(int rows) {
        if (rows <= MOST_ROWS) return true;
        for (int block = MOST_ROWS; block >= ENOUGH_ROWS; block--) if (rows % block == 0) return true;
        return false;
    }

    @Override
    public Factor factor(Tensor x, DType other) {
        boolean rounds = precision == Precision.BFLOAT16 && other == DType.BFLOAT16 && x.type() == DType.FLOAT32;
        return rounds ? converted(x, DType.BFLOAT16) : new Factor(x, false);
    }

    /** Converts to a type that oneDNN has kernels for: rounded values, but float32, where the processor lacks bfloat16. */
    Factor operand(Tensor x, DType other) {
        Factor factor = factor(x, other);
        if (factor.tensor().type() == DType.FLOAT32 || types.pairsBfloat16()) return factor;
        try (factor) {
            return converted(factor.tensor(), DType.FLOAT32);
        }
    }

    private void withTypes(Tensor a, Tensor b, Product product) {
        try (Factor rounded = factor(a, b.type());
                Factor right = factor(b, a.type());
                Factor left = left(rounded.tensor(), right.tensor().type())) {
            product.of(left.tensor(), right.tensor());
        }
    }

    /** oneDNN multiplies bfloat16 with itself, and float32 with weights of two bytes, but no weights of two bytes with others. */
    private Factor left(Tensor a, DType right) {
        boolean pair = a.type() == DType.BFLOAT16 && right == DType.BFLOAT16;
        boolean stays = pair && precision == Precision.BFLOAT16 && types.pairsBfloat16();
        return stays ? new Factor(a, false) : converted(a, DType.FLOAT32);
    }

    private Factor converted(Tensor x, DType type) {
        return Factor.of(x, type, pool, elements);
    }

    private interface Columns {
        void of(Tensor some, int from, int to);
    }

    /** Calls {@code body} with some columns of {@code b} after the other, as float32. */
    private void widened(Tensor b, Columns body) {
        int all = b.shape().dim(-1);
        boolean transposed = b.stride(-2) == 1;
        int together = (int) Math.max(1, BLOCK / (b.shape().size() / all));
        for (int from = 0; from < all; from += together) {
            int to = Math.min(all, from + together);
            Tensor some = b.slice(-1, from, to);
            Shape shape = transposed ? some.transposed().shape() : some.shape();
            try (Tensor wide = pool.draw(shape)) {
                Tensor seen = transposed ? wide.transposed() : wide;
                elements.copy(some, seen);
                body.of(seen, from, to);
            }
        }
    }

    /** Weights of two bytes and sizes for which oneDNN has its reference only: on AVX2, results with other than 8 n columns. */
    private static boolean isTooSlow(Primitives.Prepared call, Tensor b) {
        return b.type() != DType.FLOAT32 && call.isReference();
    }

    private void run(Tensor a, Tensor b, Tensor y, float scale, Write write) {
        if (types.multiplies(b.type()) || a.type() != DType.FLOAT32) {
            Primitives.Prepared call = prepared(a, b, y, scale, write, null);
            if (!isTooSlow(call, b)) {
                call.run(a.address(), b.address(), y.address());
                return;
            }
        }
        try (Factor left = converted(a, DType.FLOAT32)) {
            Tensor rows = left.tensor();
            widened(b, (some, from, to) -> {
                Tensor columns = y.slice(-1, from, to);
                prepared(rows, some, columns, scale, write, null)
                        .run(rows.address(), some.address(), columns.address());
            });
        }
    }

    private Primitives.Prepared prepared(Tensor a, Tensor b, Tensor y, float scale, Write write, memory.desc bias) {
        int rank = a.shape().rank();
        long[] key = new long[3 * 2 * rank + 5];
        int n = 0;
        for (Tensor each : new Tensor[] {a, b, y}) {
            for (int i = 0; i < rank; i++) {
                key[n++] = each.shape().dim(i);
                key[n++] = each.stride(i);
            }
        }
        key[n++] = Float.floatToIntBits(scale);
        key[n++] = write.ordinal();
        key[n++] = a.type().ordinal();
        key[n++] = b.type().ordinal();
        key[n] = bias == null ? 0 : 1;
        return primitives.get(new Primitives.Key("matmul", key), cpu -> {
            primitive_attr attributes = new primitive_attr();
            post_ops after = new post_ops();
            if (scale != 1) after.append_eltwise(algorithm.eltwise_linear, scale, 0);
            if (write == Write.ADD) after.append_sum();
            attributes.set_post_ops(after);
            memory.desc left = Primitives.desc(a);
            memory.desc right = Primitives.desc(b);
            memory.desc result = Primitives.desc(y);
            if (bias == null) {
                var description = new matmul.primitive_desc(cpu, left, right, result, attributes, false);
                int[] ids = {DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_DST};
                return primitives.new Prepared(new matmul(description), description, ids, left, right, result);
            }
            var description = new matmul.primitive_desc(cpu, left, right, bias, result, attributes, false);
            int[] ids = {DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_DST, DNNL_ARG_BIAS};
            return primitives.new Prepared(new matmul(description), description, ids, left, right, result, bias);
        });
    }
}
