package io.github.fttp.core.engine;

import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The CUDA kernels compiled for the processor, with the calls of CUDA's libraries that the engine makes: one shared object,
 * made once a process by the C++ compiler.
 */
final class KernelsOnProcessor {
    /** The names of the libraries that it can stand for. */
    private static final List<String> LIBRARIES = List.of(
            "libcuda.so.1",
            "libnvidia-ml.so.1",
            "libcudart.so",
            "libcudart.so.13",
            "libnvrtc.so.13",
            "libcublas.so.13",
            "libcublasLt.so.13");

    /** Calls that make a kernel's threads wait for each other; kernels without them run as plain loops. */
    private static final Pattern BARRIERS = Pattern.compile("__syncthreads|block_sum|block_max|row_max|row_exp_sum");

    /** Calls that a warp makes together, so that their kernels run with whole ones. */
    private static final Pattern WARPS = Pattern.compile("attend\\w*<");

    /** The system property that names a library which another process made. */
    static final String MADE = "fttp.kernels";

    private static Optional<Path> library;

    private KernelsOnProcessor() {}

    /** The shared object; without a compiler, or where tests run on a GPU, the test that asks is skipped. */
    static synchronized Path library() {
        assumeFalse(CudaEngines.isOnGpu(), "the kernels run on a GPU, not on the processor");
        String made = System.getProperty(MADE);
        if (library == null) library = made == null ? compile() : Optional.of(Path.of(made));
        assumeTrue(library.isPresent(), "no C++ compiler (g++) to run the CUDA kernels on the processor");
        return library.get();
    }

    /** Puts it into a folder, and beside it a library of each name of CUDA 13's and the driver's, which leads to it. */
    static void pretendIn(Path folder) throws IOException {
        Path all = Files.copy(library(), folder.resolve("libpretended.so"));
        for (String name : LIBRARIES) {
            String output = compiled(List.of(
                    "g++",
                    "-shared",
                    "-Wl,-soname," + name,
                    "-Wl,-rpath,$ORIGIN",
                    "-Wl,--no-as-needed",
                    "-o",
                    folder.resolve(name).toString(),
                    all.toString()));
            if (!output.isEmpty()) throw new IllegalStateException("g++ can't link " + name + ":\n" + output);
        }
    }

    private static Optional<Path> compile() {
        try {
            Path folder = Files.createTempDirectory("fttp-kernels");
            Path kernels = Files.writeString(folder.resolve("kernels.cu"), KernelSources.text());
            StringBuilder source = new StringBuilder("#define KERNELS_FILE \"" + kernels + "\"\n#define KERNELS");
            for (String kernel : KernelSources.text().split("(?m)^KERNEL (?=\\w+\\()")) {
                String name = kernel.substring(0, kernel.indexOf('('));
                if (!KernelSources.names().contains(name)) continue; // what stands before the first one
                boolean warps = WARPS.matcher(kernel).find();
                boolean waits = warps || BARRIERS.matcher(kernel).find();
                source.append(" KERNEL_NAME(%s, %b, %b)".formatted(name, waits, warps));
            }
            source.append('\n').append(resource("emulated.cpp")).append(resource("pretended.cpp"));
            Path unit = Files.writeString(folder.resolve("emulated.cpp"), source);
            Path result = folder.resolve("libemulated.so");
            List<String> command = List.of(
                    "g++",
                    "-std=c++17",
                    "-O2",
                    "-U_FORTIFY_SOURCE", // which takes fibers' jumps for faults
                    "-ftree-vectorize",
                    "-march=native",
                    "-fPIC",
                    "-shared",
                    "-Wl,-soname,libpretended.so",
                    "-ffp-contract=off",
                    "-o",
                    result.toString(),
                    unit.toString());
            String output;
            try {
                output = compiled(command);
            } catch (IOException e) {
                return Optional.empty(); // no compiler
            }
            if (!Files.exists(result)) throw new IllegalStateException("g++ can't compile the kernels:\n" + output);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
            return Optional.of(result);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The compiler's output. */
    private static String compiled(List<String> command) throws IOException {
        Process compiler = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = KernelsOnProcessor.class.getResourceAsStream("cuda/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void delete(Path folder) {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) Files.delete(file);
            Files.delete(folder);
        } catch (IOException e) {
            return; // a temporary folder: the system clears it
        }
    }

    /** Writes the pretended libraries into a folder, for trying a whole program without a GPU. */
    public static void main(String[] folder) throws IOException {
        pretendIn(Files.createDirectories(Path.of(folder[0])));
    }
}
