package io.github.fttp.core.engine;

import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.io.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.cuda.global.nvrtc;
import org.bytedeco.cuda.nvrtc._nvrtcProgram;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compiles the kernels for a GPU by NVRTC and keeps the result in a folder, by the digest of what made it: {@code
 * ~/.cache/fttp}, or what the system property {@code fttp.cuda.cache} names. At the start rather than in the build: that takes
 * a few seconds once, needs no CUDA compiler where the library is built, and gives machine code for whatever GPU is there.
 */
final class KernelCompiler {
    private static final Logger LOG = LoggerFactory.getLogger(KernelCompiler.class);

    private KernelCompiler() {}

    /** Machine code for this GPU. */
    static byte[] cubin(Cuda.Gpu gpu) {
        String source = KernelSources.text();
        List<String> options = List.of("--gpu-architecture=sm_" + gpu.major() + gpu.minor(), "--std=c++17");
        Path kept = folder().resolve(digest(source, options) + ".cubin");
        try {
            if (Files.exists(kept)) return Files.readAllBytes(kept);
        } catch (IOException e) {
            LOG.warn("compiled kernels can't be read, they are made anew: {}", e.toString());
        }
        byte[] cubin = compile(source, options);
        try {
            Files.createDirectories(kept.getParent());
            AtomicFiles.write(kept, cubin);
        } catch (IOException | RuntimeException e) {
            LOG.warn("compiled kernels can't be kept, the next start makes them again: {}", e.toString());
        }
        return cubin;
    }

    private static Path folder() {
        String named = System.getProperty("fttp.cuda.cache");
        return named != null ? Path.of(named) : Path.of(System.getProperty("user.home"), ".cache", "fttp");
    }

    private static String digest(String source, List<String> options) {
        return new Digest()
                .add((source + options + version()).getBytes(StandardCharsets.UTF_8))
                .hex();
    }

    /** The compiler's version: {@code 13.0}. */
    static String version() {
        int[] major = new int[1];
        int[] minor = new int[1];
        check(nvrtc.nvrtcVersion(major, minor), "nvrtcVersion");
        return major[0] + "." + minor[0];
    }

    static byte[] compile(String source, List<String> options) {
        _nvrtcProgram program = new _nvrtcProgram();
        try (BytePointer text = new BytePointer(source);
                BytePointer file = new BytePointer("kernels.cu")) {
            PointerPointer<Pointer> none = new PointerPointer<>((Pointer) null);
            check(nvrtc.nvrtcCreateProgram(program, text, file, 0, none, none), "nvrtcCreateProgram");
            BytePointer[] each = options.stream().map(BytePointer::new).toArray(BytePointer[]::new);
            try (PointerPointer<BytePointer> all = new PointerPointer<>(each)) {
                if (nvrtc.nvrtcCompileProgram(program, each.length, all) != 0) {
                    throw new IllegalStateException("the kernels don't compile:\n" + log(program));
                }
            }
            SizeTPointer size = new SizeTPointer(1);
            check(nvrtc.nvrtcGetCUBINSize(program, size), "nvrtcGetCUBINSize");
            byte[] cubin = new byte[Math.toIntExact(size.get())];
            check(nvrtc.nvrtcGetCUBIN(program, cubin), "nvrtcGetCUBIN");
            return cubin;
        } finally {
            nvrtc.nvrtcDestroyProgram(program);
        }
    }

    private static String log(_nvrtcProgram program) {
        SizeTPointer size = new SizeTPointer(1);
        check(nvrtc.nvrtcGetProgramLogSize(program, size), "nvrtcGetProgramLogSize");
        byte[] log = new byte[Math.toIntExact(size.get())];
        check(nvrtc.nvrtcGetProgramLog(program, log), "nvrtcGetProgramLog");
        return new String(log, StandardCharsets.UTF_8).strip();
    }

    private static void check(int result, String what) {
        if (result != 0) throw new IllegalStateException("NVRTC fails at " + what + ": it says " + result);
    }
}
