package io.github.fttp.core.nn;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.io.Checkpoint;
import io.github.fttp.core.io.Safetensors;
import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CheckpointWeightsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(names = {"BFLOAT16", "FLOAT16"})
    void widensOnlyWhatIsComputedWithByElements(DType type) {
        Path file = folder.resolve("model.safetensors");
        try (Pool pool = new Pool()) {
            try (Tensor scale = pool.draw(Shape.of(3), type).set(1, -0.5f, 2.015625f)) {
                Safetensors.write(file, Map.of("norm.weight", scale));
            }
            Checkpoint checkpoint = Checkpoint.file(file, name -> name);
            assertThat(checkpoint.bytes()).isEqualTo(3 * 2);
            Weights weights = CheckpointWeights.of(checkpoint, pool);

            try (var widened = weights.requireFloat32("norm.weight", Shape.of(3));
                    var mapped = weights.require("norm.weight", Shape.of(3))) {
                assertThat(widened.value().type()).isEqualTo(DType.FLOAT32);
                assertThat(widened.value().toArray()).containsExactly(1, -0.5f, 2.015625f);
                assertThat(mapped.value().type()).isEqualTo(type);
                assertThat(mapped.value().isReadOnly()).isTrue();
            }
            assertThat(pool.outstanding()).isZero();
        }
    }
}
