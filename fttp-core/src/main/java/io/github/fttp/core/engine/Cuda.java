package io.github.fttp.core.engine;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.ptr.IntByReference;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether ND4J is built for GPUs, and whether it can run on those that are there. The NVIDIA driver is asked, before
 * anything of ND4J's is loaded: its CUDA binary does not refuse a GPU that it holds no code for, it crashes there.
 */
final class Cuda {
    private static final String BACKEND = "org.nd4j.linalg.jcublas.JCublasBackend";
    static final String DRIVER = Platform.isWindows() ? "nvcuda" : "libcuda.so.1";

    /** Tells the driver's version as people know it; installed with it. */
    private static final String MANAGEMENT = Platform.isWindows() ? "nvml" : "libnvidia-ml.so.1";

    // From cuda.h of the driver's interface.
    private static final int NO_DEVICE = 100;
    private static final int COMPUTE_CAPABILITY_MAJOR = 75;
    private static final int COMPUTE_CAPABILITY_MINOR = 76;
    private static final int NAME_BYTES = 256;

    private static final String ADVICE =
            "this build computes by ND4J on a GPU (profile cuda): take the engine onednn, or build without the profile";

    private Cuda() {}

    /** @param major of its compute capability {@code major.minor} */
    record Gpu(String name, int major, int minor) {
        private static final int OLDEST = 37;
        private static final int NEWEST = 89;

        /** ND4J 1.0.0-M2.1 holds machine code for 3.7 to 8.6, which 8.9 runs, and none that a driver could translate. */
        boolean isSupported() {
            int capability = 10 * major + minor;
            return OLDEST <= capability && capability <= NEWEST;
        }

        @Override
        public String toString() {
            return name + " (compute capability " + major + "." + minor + ")";
        }
    }

    /** Whether ND4J's CUDA backend is on the class path, in place of the one for CPUs. */
    static boolean isBuiltIn() {
        try {
            Class.forName(BACKEND, false, Cuda.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** @throws UnusableGpu if there is no driver or GPU, or a visible GPU that ND4J can't run on */
    static void requireUsable() {
        requireUsable(gpus(DRIVER, ADVICE));
    }

    /** ND4J takes every GPU it sees, so each has to be supported. */
    static void requireUsable(List<Gpu> gpus) {
        if (gpus.isEmpty()) throw new UnusableGpu("the NVIDIA driver sees no GPU", ADVICE);
        for (Gpu gpu : gpus) {
            if (gpu.isSupported()) continue;
            throw new UnusableGpu(
                    "ND4J holds no code for " + gpu + ", only for 3.7 to 8.9"
                            + (gpus.size() > 1 ? " (CUDA_VISIBLE_DEVICES hides it)" : ""),
                    ADVICE);
        }
    }

    /**
     * The GPUs that the driver of this library name sees.
     *
     * @param advice what can be done where there is no driver
     */
    static List<Gpu> gpus(String driver, String advice) {
        NativeLibrary library;
        try {
            library = NativeLibrary.getInstance(driver);
        } catch (UnsatisfiedLinkError e) {
            throw new UnusableGpu("there is no NVIDIA driver (" + driver + " not found)", advice);
        }
        List<Gpu> gpus = new ArrayList<>();
        int started = library.getFunction("cuInit").invokeInt(new Object[] {0});
        if (started == NO_DEVICE) return gpus;
        if (started != 0) throw new UnusableGpu("the NVIDIA driver does not start: cuInit says " + started, advice);
        int count = ask(library, "cuDeviceGetCount");
        for (int i = 0; i < count; i++) {
            int device = ask(library, "cuDeviceGet", i);
            gpus.add(new Gpu(
                    name(library, device),
                    ask(library, "cuDeviceGetAttribute", COMPUTE_CAPABILITY_MAJOR, device),
                    ask(library, "cuDeviceGetAttribute", COMPUTE_CAPABILITY_MINOR, device)));
        }
        return gpus;
    }

    /** The version of the driver, such as 580.65.06; where nothing tells it, that of the newest CUDA that it serves. */
    static String driverVersion() {
        try (Memory version = new Memory(NAME_BYTES)) {
            NativeLibrary management = NativeLibrary.getInstance(MANAGEMENT);
            call(management, "nvmlInit_v2");
            call(management, "nvmlSystemGetDriverVersion", version, NAME_BYTES);
            return Native.toString(version.getByteArray(0, NAME_BYTES));
        } catch (UnsatisfiedLinkError | UnusableGpu e) {
            return "for CUDA " + ask(NativeLibrary.getInstance(DRIVER), "cuDriverGetVersion");
        }
    }

    /** Calls a function that writes a number to its first argument. */
    private static int ask(NativeLibrary library, String function, int... arguments) {
        IntByReference answer = new IntByReference();
        Object[] all = new Object[arguments.length + 1];
        all[0] = answer;
        for (int i = 0; i < arguments.length; i++) all[i + 1] = arguments[i];
        call(library, function, all);
        return answer.getValue();
    }

    private static String name(NativeLibrary library, int device) {
        try (Memory name = new Memory(NAME_BYTES)) {
            call(library, "cuDeviceGetName", name, NAME_BYTES, device);
            return Native.toString(name.getByteArray(0, NAME_BYTES));
        }
    }

    private static void call(NativeLibrary library, String function, Object... arguments) {
        int result = library.getFunction(function).invokeInt(arguments);
        if (result != 0)
            throw new UnusableGpu(
                    "the NVIDIA driver fails: " + function + " says " + result, "the system's log may say more");
    }
}
