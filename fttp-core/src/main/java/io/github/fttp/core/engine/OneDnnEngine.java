package io.github.fttp.core.engine;

import com.sun.management.OperatingSystemMXBean;
import io.github.fttp.core.Check;
import io.github.fttp.core.tensor.Pool;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.OptionalInt;
import org.bytedeco.openblas.global.openblas;

/**
 * The engine for CPUs: oneDNN 3 in place on our memory, and Java kernels where oneDNN has none or is wrong.
 *
 * <p>Of convolution weights that lie in a file it keeps what it packed, up to an eighth of the computer's memory or as many MiB as
 * the system property {@code fttp.packed} says: time for memory, never other results.
 *
 * <p>Its number of threads, its own and oneDNN's, is {@link Threads#count()} when it is made. Making one sets OpenBLAS,
 * which ND4J multiplies with, to a single thread.
 */
public final class OneDnnEngine extends CheckedEngine {
    /** MiB of packed convolution weights that are kept, unless it is to be a share of the computer's memory. */
    private static final String PACKED = "fttp.packed";

    private static final int SHARE_PACKED = 8;

    private final Pool pool = new Pool();
    private final Workers workers = new Workers(Threads.count());
    private final Primitives primitives = new Primitives(workers.threads());
    private final NativeTypes types;
    private final Precision precision;
    private final OneDnnConvolution convolution;
    private final Kernels kernels;

    /** An exact engine. */
    public OneDnnEngine() {
        this(Precision.EXACT);
    }

    /** @param precision of products with bfloat16 weights */
    public OneDnnEngine(Precision precision) {
        this(precision, null, mostPacked());
    }

    /**
     * For tests.
     *
     * @param known what oneDNN is taken to have, asked for where it is null
     * @param mostPacked bytes of packed weights that are kept
     */
    OneDnnEngine(Precision precision, NativeTypes known, long mostPacked) {
        if (precision == Precision.TF32) {
            throw Engines.unknown("onednn", precision, Precision.EXACT, Precision.BFLOAT16);
        }
        this.precision = precision;
        types = known == null ? primitives.nativeTypes() : known;
        // Idle threads of OpenBLAS spin and take the cores from oneDNN: nothing in a step needs it on more than one.
        openblas.blas_set_num_threads(1);
        JvmLoops loops = new JvmLoops(workers);
        JvmElements jvm = new JvmElements(loops, workers);
        OneDnnElements elements = new OneDnnElements(pool, primitives, types, jvm);
        OneDnnMatmul matmul = new OneDnnMatmul(pool, elements, primitives, types, precision);
        OneDnnSoftmax softmax = new OneDnnSoftmax(pool, primitives, elements, new JvmSoftmax(loops));
        convolution = new OneDnnConvolution(pool, elements, matmul, primitives, types, new PackedWeights(mostPacked));
        kernels = new Kernels(
                matmul,
                elements,
                new OneDnnActivations(pool, primitives, elements, jvm),
                new JvmRows(workers),
                new OneDnnNorms(primitives, new JvmNorms(loops), new JvmGroupNorm(workers)),
                convolution,
                new OneDnnAttention(pool, elements, matmul, softmax, new JvmRope(workers)),
                softmax);
    }

    private static long mostPacked() {
        OptionalInt wanted = Check.property(PACKED, 0);
        if (wanted.isPresent()) return (long) wanted.getAsInt() << 20;
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getTotalMemorySize() / SHARE_PACKED
                : 0;
    }

    @Override
    public String name() {
        return "onednn";
    }

    @Override
    public Precision precision() {
        return precision;
    }

    @Override
    public Pool pool() {
        return pool;
    }

    @Override
    Kernels kernels() {
        return kernels;
    }

    @Override
    public void close() {
        convolution.close();
        primitives.close();
        workers.close();
        pool.close();
    }

    /** The implementations oneDNN chose so far, for the test that none of them is the slow reference. */
    List<String> implementations() {
        return primitives.implementations();
    }

    /** How often convolutions' weights or their gradients were moved between layouts so far: it costs a few percent. */
    public long packings() {
        return convolution.packings();
    }

    @Override
    public boolean hasBfloat16() {
        return types.pairsBfloat16();
    }
}
