package io.github.fttp.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CudaTest {
    /** From K80 to the RTX 40 series: what the released binary holds code for, or for the same major number below. */
    @ParameterizedTest
    @CsvSource({"3, 7", "5, 0", "7, 5", "8, 0", "8, 6", "8, 9"})
    void takesWhatNd4jHoldsCodeFor(int major, int minor) {
        assertThatCode(() -> Cuda.requireUsable(List.of(new Cuda.Gpu("some GPU", major, minor))))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"3, 0", "3, 5", "9, 0", "10, 0", "12, 0"})
    void refusesOlderAndNewerGpusByNameAndNumber(int major, int minor) {
        assertThatThrownBy(() -> Cuda.requireUsable(List.of(new Cuda.Gpu("some GPU", major, minor))))
                .isInstanceOf(UnusableGpu.class)
                .hasMessageContaining("some GPU (compute capability " + major + "." + minor + ")")
                .hasMessageContaining("3.7 to 8.9")
                .hasMessageContaining("take the engine onednn");
    }

    @Test
    void refusesWhenOneOfSeveralIsTooNew() {
        assertThatThrownBy(() -> Cuda.requireUsable(List.of(new Cuda.Gpu("A100", 8, 0), new Cuda.Gpu("H100", 9, 0))))
                .isInstanceOf(UnusableGpu.class)
                .hasMessageContaining("H100")
                .hasMessageContaining("CUDA_VISIBLE_DEVICES");
    }

    @Test
    void refusesAMachineWithoutAGpuOrADriver() {
        assertThatThrownBy(() -> Cuda.requireUsable(List.of()))
                .isInstanceOf(UnusableGpu.class)
                .hasMessageContaining("sees no GPU");
        assertThatThrownBy(() -> Cuda.gpus("libno-such-driver.so.1", "take onednn"))
                .isInstanceOf(UnusableGpu.class)
                .hasMessageContaining("no NVIDIA driver");
    }

    @Test
    void theUsualBuildIsForCpus() {
        assertThat(Cuda.isBuiltIn()).isFalse();
    }
}
