package io.github.fttp.metrics.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Shape;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoundingTest {
    @Test
    void roundsToBfloat16WithTiesToEven() {
        // 1 + 2^-8 is half way between 1 and 1 + 2^-7: to the even one; 1 + 3 * 2^-8 likewise to 1 + 2^-6.
        float[] rounded = Rounding.BFLOAT16.rounded(
                new float[] {1, 1 + 1f / 256, 1 + 3f / 256, 1 + 1.01f / 256, -1 - 3f / 256, 0}, 6);
        assertThat(rounded).containsExactly(1, 1, 1 + 4f / 256, 1 + 2f / 256, -1 - 4f / 256, 0);
    }

    @Test
    void roundsToAHundredAndTwentySevenStepsOfEachRow() {
        float[] rounded = Rounding.INT8.rounded(new float[] {127, 1.4f, -2.6f, 0, 12.7f, 0.06f, 0.04f, -12.7f}, 4);
        assertThat(rounded).containsExactly(127, 1, -3, 0, 12.7f, 0.1f, 0, -12.7f);
        assertThat(Rounding.INT8.rounded(new float[] {0, 0}, 2)).containsExactly(0, 0);
    }

    @Test
    void setsMatricesAndKernelsAndLeavesVectors() {
        float[] values = {127, 1.4f, -2.6f, 0, 12.7f, 0.06f, 0.04f, -12.7f};
        try (Pool pool = new Pool();
                Parameter kernel = new Parameter("kernel", pool.zeros(Shape.of(2, 2, 1, 2)));
                Parameter bias = new Parameter("bias", pool.zeros(Shape.of(8)))) {
            Rounding.INT8.set(Map.of(kernel, values, bias, values));
            assertThat(kernel.value().toArray()).containsExactly(127, 1, -3, 0, 12.7f, 0.1f, 0, -12.7f);
            assertThat(bias.value().toArray()).containsOnly(0);
        }
    }
}
