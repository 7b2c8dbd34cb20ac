package io.github.fttp.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests of what the engine for GPUs says where something is missing, and that its kernels compile. */
class CudaLibrariesTest {
    @TempDir
    Path folder;

    @Test
    void refusesAMachineWithoutAGpuAndOneThatIsTooOld() {
        assertThatThrownBy(() -> CudaLibraries.requireUsable(List.of()))
                .isInstanceOf(UnusableGpu.class)
                .hasMessageContaining("sees no GPU");
        assertThatThrownBy(() -> CudaLibraries.requireUsable(List.of(new Cuda.Gpu("P100", 6, 0))))
                .isInstanceOf(UnusableGpu.class)
                .hasMessageContaining("P100 (compute capability 6.0)")
                .hasMessageContaining("7.5");
        assertThatCode(() -> CudaLibraries.requireUsable(List.of(new Cuda.Gpu("H100", 9, 0))))
                .doesNotThrowAnyException();
    }

    @Test
    void looksWhereCudaAndPipPutLibraries() throws IOException {
        Path home = folder.resolve("cuda");
        Path python = folder.resolve("venv");
        Path wheel = python.resolve("lib/python3.12/site-packages/nvidia/cu13/lib");
        Files.createDirectories(home.resolve("lib64"));
        Files.createDirectories(wheel);
        Files.createDirectories(python.resolve("bin"));
        Files.writeString(python.resolve("bin/python3"), "");
        Map<String, String> environment =
                Map.of("CUDA_HOME", home.toString(), "PATH", folder.resolve("none") + ":" + python.resolve("bin"));
        List<Path> folders = CudaLibraries.folders(environment::get);
        assertThat(folders).containsExactly(home.resolve("lib64"), Path.of("/usr/local/cuda/lib64"), wheel);
        Files.writeString(wheel.resolve("libcublasLt.so.13"), "");
        assertThat(CudaLibraries.find("libcublasLt.so.13", folders)).contains(wheel.resolve("libcublasLt.so.13"));
        assertThat(CudaLibraries.find("libcudart.so.11", folders)).isEmpty();
    }

    @Test
    void looksBesideThePythonThatALinkOnThePathLeadsTo() throws IOException {
        Path environment = folder.resolve("environment");
        Path wheel = Files.createDirectories(environment.resolve("lib/python3.12/site-packages/nvidia/cu13/lib"));
        Path python = Files.createDirectories(environment.resolve("bin")).resolve("python3");
        Files.writeString(python, "");
        Path bin = Files.createDirectories(folder.resolve("local/bin"));
        Files.createSymbolicLink(bin.resolve("python3"), Path.of("../../environment/bin/python3"));
        assertThat(CudaLibraries.folders(Map.of("PATH", bin.toString())::get)).contains(wheel);
    }

    @Test
    void namesAMissingLibraryAndHowToGetIt() {
        assertThat(CudaLibraries.missing("libcublasLt.so.13", List.of(Path.of("/usr/local/cuda/lib64"))))
                .hasMessageContaining("libcublasLt.so.13")
                .hasMessageContaining("/usr/local/cuda/lib64")
                .hasMessageContaining("install CUDA 13")
                .hasMessageContaining("CUDA_HOME");
    }

    @Test
    void everyKernelCompilesForHopper() throws IOException, InterruptedException {
        Path source = Files.writeString(folder.resolve("kernels.cu"), KernelSources.text());
        Process compiler;
        try {
            compiler = new ProcessBuilder(
                            "nvcc",
                            "-arch=sm_90",
                            "-cubin",
                            "-Werror",
                            "all-warnings",
                            "-o",
                            folder.resolve("kernels.cubin").toString(),
                            source.toString())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "no nvcc to compile the CUDA kernels with");
            throw e;
        }
        String output = new String(compiler.getInputStream().readAllBytes());
        assertThat(compiler.waitFor()).as(output).isZero();
        byte[] cubin = Files.readAllBytes(folder.resolve("kernels.cubin"));
        String names = new String(cubin, java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThat(KernelSources.names()).isNotEmpty().allMatch(names::contains);
    }
}
