package io.github.fttp.core.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.io.Safetensors;
import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ParameterTest {
    @ParameterizedTest
    @EnumSource(DType.class)
    void aWeightMappedFromAFileTrainsOnceItIsUnfrozen(DType type, @TempDir Path folder) {
        Path file = folder.resolve("weights.safetensors");
        try (Pool pool = new Pool()) {
            try (Tensor stored = pool.draw(Shape.of(2, 2), type).set(1, -2, 0.5f, 4)) {
                Safetensors.write(file, Map.of("w", stored));
            }
            try (Parameter parameter = new Parameter("w", Safetensors.open(file).tensor("w", pool))) {
                assertThat(parameter.value().isReadOnly()).isTrue();
                parameter.unfreeze(pool);
                assertThat(parameter.isTrainable()).isTrue();
                assertThat(parameter.value().type()).isEqualTo(DType.FLOAT32);
                assertThat(parameter.value().toArray()).containsExactly(1, -2, 0.5f, 4);
                parameter.value().write(0, new float[] {7}, 0, 1);
                assertThat(parameter.value().toArray()).containsExactly(7, -2, 0.5f, 4);
            }
            assertThat(Safetensors.open(file).floats("w")).containsExactly(1, -2, 0.5f, 4);
            assertThat(pool.outstanding()).isZero();
        }
    }

    @Test
    void aValueOfItsOwnStaysWhereItIs() {
        try (Pool pool = new Pool();
                Parameter parameter = new Parameter("w", pool.draw(Shape.of(2)).set(1, 2))) {
            long address = parameter.value().address();
            parameter.unfreeze(pool);
            assertThat(parameter.value().address()).isEqualTo(address);
            assertThatThrownBy(() -> parameter.replace(pool.draw(Shape.of(3))))
                    .hasMessageContaining("w has shape [2], not [3]");
        }
    }
}
