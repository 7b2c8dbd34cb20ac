package io.github.fttp.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.fttp.core.engine.CudaEngines;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.tensor.MemoryExhausted;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import org.junit.jupiter.api.Test;

class MemoryTest {
    @Test
    void asksTheGpuWhereTheEngineComputesOnOne() {
        try (Engine engine = CudaEngines.withMemory(1L << 30)) {
            assertThatCode(() -> Memory.require(engine.pool(), 900L << 20, "this run"))
                    .doesNotThrowAnyException();
            // Of 1 GiB the engine keeps 32 MiB for what goes to the GPU at each step.
            assertThatThrownBy(() -> Memory.require(engine.pool(), 3L << 30, "this run"))
                    .isInstanceOf(Memory.TooLittle.class)
                    .hasMessage("this run needs about 3.0 GiB of memory, available on an emulated GPU are 1.0 GiB");
        }
    }

    @Test
    void countsWhatIsTakenOnTheGpu() {
        try (Engine engine = CudaEngines.withMemory(80L << 20);
                Tensor half = engine.pool().draw(Shape.of(8 << 20))) {
            assertThat(half.device()).isPresent();
            assertThatThrownBy(() -> Memory.require(engine.pool(), 40L << 20, "the rest"))
                    .hasMessageContaining("the rest needs");
        }
    }

    @Test
    void saysWhatWasForecastWhereThatWasTooLittle() {
        try (Engine engine = CudaEngines.withMemory(80L << 20)) {
            Memory.require(engine.pool(), 40L << 20, "this run");
            try (Tensor some = engine.pool().draw(Shape.of(8 << 20))) {
                assertThatThrownBy(() -> engine.pool().draw(Shape.of(6 << 20)))
                        .isInstanceOf(MemoryExhausted.class)
                        .hasMessageStartingWith("no memory of an emulated GPU left for a tensor of 24.0 MiB: 0.0")
                        .hasMessageContaining("GiB are held already, 0.04 GiB were forecast; a smaller batch");
                assertThat(some.isReleased()).isFalse();
            }
        }
    }

    @Test
    void asksTheComputerOtherwise() {
        assumeThat(Memory.available()).isPresent();
        try (Pool pool = new Pool()) {
            assertThatThrownBy(() -> Memory.require(pool, 1L << 60, "this run"))
                    .isInstanceOf(Memory.TooLittle.class)
                    .hasMessageContaining("GiB of memory, available are ");
        }
    }
}
