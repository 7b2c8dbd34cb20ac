package io.github.fttp.core.engine;

import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Device;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * A GPU and its libraries, as {@link CudaEngine} uses them. Calls return before the work is done; it is done in the order of
 * the calls. The tests have one that computes on the processor from the same kernels.
 */
interface Gpu extends Device, AutoCloseable {
    /** Versions of driver and libraries by what each is called. */
    Map<String, String> versions();

    /** Bytes of shared memory that a block can have at most. */
    int sharedBytes();

    /** Starts a kernel of the engine's sources on a grid of blocks of one dimension. */
    void launch(String kernel, int gridX, int gridY, int gridZ, int threads, int sharedBytes, ByteBuffer arguments);

    /** {@code y = alpha a b + beta y (+ bias)}. Addresses of first elements; {@code bias}, {@code [N]}, may be 0. */
    void multiply(Product product, long a, long b, long bias, long y);

    /** Copies between two places of the device. */
    void copy(long from, long to, long bytes);

    /**
     * Copies {@code bytes} from the beginning of {@code host}, which this method is done with when it returns. Arrays are sent
     * one behind the other into memory that holds nothing else; kernels that are asked for afterwards read them.
     */
    void send(ByteBuffer host, int bytes, long to);

    /** Writes down what {@code asks} asks for, launches, products and moves, without doing it. */
    Graph graph(Runnable asks);

    /** Gives everything back; memory that is still lent too. */
    @Override
    void close();

    /** A sequence of launches, products and moves that is started as a whole. */
    interface Graph extends AutoCloseable {
        void launch();

        @Override
        void close();
    }

    /**
     * A factor or result of {@link Product}, a batch of matrices.
     *
     * @param columnMajor whether elements of a column are neighbours; otherwise those of a row
     * @param leading elements from one row (or column) to the next
     * @param batch elements from one matrix to the next
     */
    record Matrices(DType type, boolean columnMajor, long leading, long batch) {}

    /**
     * {@code batch} products {@code [m, k] [k, n]}. Factors are both float32 or both bfloat16; the result is float32 and lies
     * by rows.
     *
     * @param tf32 whether float32 factors may be rounded to 10 fraction bits
     */
    record Product(
            int m,
            int n,
            int k,
            int batch,
            Matrices a,
            Matrices b,
            Matrices y,
            float alpha,
            float beta,
            boolean hasBias,
            boolean tf32) {}
}
