package io.github.fttp.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Shape;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MappedRandomWeightsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void haveTheirSizeAndEitherSignAndAreReadAgain(DType type) {
        float[] written = weights(type);
        int negative = 0;
        for (float each : written) {
            assertThat(Math.abs(each)).isBetween(1 / 64f, 1 / 32f);
            if (each < 0) negative++;
        }
        assertThat(negative).isBetween(400, 600);
        assertThat(weights(type)).isEqualTo(written);
    }

    private float[] weights(DType type) {
        try (Pool pool = new Pool();
                MappedRandomWeights weights = MappedRandomWeights.in(folder.resolve("weights.bin"), pool, type);
                Parameter drawn = weights.require("weight", Shape.of(10, 100))) {
            assertThat(drawn.value().type()).isEqualTo(type);
            return drawn.value().toArray();
        }
    }
}
