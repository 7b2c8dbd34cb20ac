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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointWeightsTest {
    @TempDir
    Path folder;

    @Test
    void widensOnlyWhatIsComputedWithByElements() {
        Path file = folder.resolve("model.safetensors");
        try (Pool pool = new Pool()) {
            try (Tensor scale = pool.draw(Shape.of(3), DType.BFLOAT16).set(1, -0.5f, 2.015625f)) {
                Safetensors.write(file, Map.of("norm.weight", scale));
            }
            Weights weights = CheckpointWeights.of(Checkpoint.file(file, name -> name), pool);

            try (var widened = weights.requireFloat32("norm.weight", Shape.of(3));
                    var mapped = weights.require("norm.weight", Shape.of(3))) {
                assertThat(widened.value().type()).isEqualTo(DType.FLOAT32);
                assertThat(widened.value().toArray()).containsExactly(1, -0.5f, 2.015625f);
                assertThat(mapped.value().type()).isEqualTo(DType.BFLOAT16);
                assertThat(mapped.value().isReadOnly()).isTrue();
            }
            assertThat(pool.outstanding()).isZero();
        }
    }
}
