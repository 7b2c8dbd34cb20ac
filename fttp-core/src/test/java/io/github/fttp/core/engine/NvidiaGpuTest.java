package io.github.fttp.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Platform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests of the calls of CUDA's libraries, in a process that finds pretended ones. */
class NvidiaGpuTest {
    @TempDir
    Path libraries;

    @BeforeEach
    void pretend() throws IOException {
        assumeTrue(Platform.isLinux() && Platform.isIntel(), "the libraries are pretended on Linux, x86-64");
        assumeTrue(!Boolean.getBoolean("fttp.gpu"), "there is a real GPU");
        KernelsOnProcessor.pretendIn(libraries);
    }

    /** The libraries' calls and the emulated GPU compute by the same code: any difference is a wrong argument or order. */
    @Test
    void computesThroughTheLibrariesWhatTheEmulatedGpuComputes() throws Exception {
        assertThat(run(Map.of()))
                .contains("the same bits")
                .containsPattern("[1-9][0-9]* graphs")
                .contains("the GPU fails at cudaMalloc") // while a graph is made
                .doesNotContain("Exception");
    }

    @Test
    void saysWhichPropertyAskedForAGraphThatCannotBeMade() throws Exception {
        assertThat(run(Map.of("PRETENDED_UNCAPTURED", "1")))
                .contains(
                        "the GPU fails at making a graph (system property fttp.cuda.graphs): a pretended error (901)");
    }

    @Test
    void namesTheGpuItsDriverAndItsLibraries() throws Exception {
        assertThat(run(Map.of()))
                .startsWith("{CUDA runtime=13000, GPU=Pretended GPU (compute capability 9.0), NVIDIA driver=580.65.06,"
                        + " NVRTC=13.0, attention=products, cuBLASLt=130100, graphs=false}");
    }

    @Test
    void saysInOneLineWhichGpuIsTooOld() throws Exception {
        assertThat(run(Map.of("PRETENDED_CAPABILITY", "60")))
                .isEqualTo(
                        "refused: the engine cuda needs a GPU of compute capability 7.5 or newer, found is Pretended GPU"
                                + " (compute capability 6.0); older ones compute by ND4J (profile cuda), or take another engine"
                                + " (onednn)");
    }

    @Test
    void saysInOneLineThatThereIsNoGpu() throws Exception {
        assertThat(run(Map.of("PRETENDED_GPUS", "0")))
                .isEqualTo("refused: the NVIDIA driver sees no GPU; the engine cuda needs one; take another (onednn)");
    }

    @Test
    void saysInOneLineThatThereIsNoDriver() throws Exception {
        Files.delete(libraries.resolve("libcuda.so.1"));
        assertThat(run(Map.of()))
                .startsWith("refused: there is no NVIDIA driver (libcuda.so.1 not found); the engine cuda needs")
                .hasLineCount(1);
    }

    @Test
    void saysInOneLineWhichLibraryIsMissing() throws Exception {
        Files.delete(libraries.resolve("libcublasLt.so.13"));
        assumeTrue(!Files.exists(Path.of("/usr/local/cuda/lib64/libcublasLt.so.13")), "CUDA is installed");
        assertThat(run(Map.of("PATH", "/usr/bin")))
                .startsWith(
                        "refused: the engine cuda needs libcublasLt.so.13, which is neither on the library path nor in")
                .contains("install CUDA 13")
                .hasLineCount(1);
    }

    /** Runs {@link PretendedRun} in a process of its own and gives what it prints. */
    private String run(Map<String, String> environment) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED", // JDK 24 and newer warn without it
                "-Dfttp.cuda.cache=" + libraries.resolve("kernels"),
                "-D" + KernelsOnProcessor.MADE + "=" + KernelsOnProcessor.library(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                PretendedRun.class.getName()));
        ProcessBuilder process = new ProcessBuilder(command).redirectErrorStream(true);
        process.environment().put("LD_LIBRARY_PATH", libraries.toString());
        process.environment().remove("CUDA_HOME");
        process.environment().remove("CUDA_PATH");
        process.environment().remove("VIRTUAL_ENV");
        process.environment().remove("CONDA_PREFIX");
        process.environment().putAll(environment);
        Process running = process.start();
        String said = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(running.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return said.strip();
    }
}
