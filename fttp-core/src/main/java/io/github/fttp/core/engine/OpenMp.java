package io.github.fttp.core.engine;

import com.sun.jna.Function;
import com.sun.jna.Pointer;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;

/**
 * The number of threads of oneDNN. oneDNN itself has no call for it: it asks the OpenMP library it was linked to, which
 * counts for each calling thread on its own and reads {@code OMP_NUM_THREADS} only when it is loaded.
 */
final class OpenMp {
    private static final Function SET = find("omp_set_num_threads");
    private static final Function GET = find("omp_get_max_threads");

    private static final Object[] NO_ARGUMENTS = {};

    private OpenMp() {}

    /**
     * Makes what oneDNN computes for the calling thread run on so many threads. Asked anew each time, which takes a third of a
     * microsecond: ND4J shares the OpenMP library, and sets its own number when it is loaded.
     */
    static void govern(int threads) {
        if (threads() != threads) SET.invokeVoid(new Object[] {threads});
    }

    /** How many threads oneDNN would take for the calling thread. */
    static int threads() {
        return GET.invokeInt(NO_ARGUMENTS);
    }

    /** In the very library that oneDNN is bound to: other copies of it may lie on the class path. */
    static Function find(String name) {
        Loader.load(dnnl.class);
        var address = Loader.addressof(name);
        if (address == null || address.isNull()) throw new UnsatisfiedLinkError("oneDNN's OpenMP has no " + name);
        return Function.getFunction(new Pointer(address.address()));
    }
}
