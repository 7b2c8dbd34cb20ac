package io.github.fttp.metrics.robustness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Shape;
import java.util.List;
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
    void roundsToSevenStepsOfEachSixtyFourOfARow() {
        float[] weights = new float[2 * 66];
        weights[0] = 7; // the first group's step is 1
        weights[1] = 1.4f;
        weights[63] = -2.6f;
        weights[64] = 0.7f; // the rest of the row has a step of 0.1
        weights[65] = 0.26f;
        weights[66] = 14; // the next row begins a group, with a step of 2
        weights[67] = -2.9f;
        float[] rounded = Rounding.INT4.rounded(weights, 66);
        assertThat(rounded[0]).isEqualTo(7);
        assertThat(rounded[1]).isEqualTo(1);
        assertThat(rounded[63]).isEqualTo(-3);
        assertThat(rounded[64]).isCloseTo(0.7f, offset(1e-7f));
        assertThat(rounded[65]).isCloseTo(0.3f, offset(1e-7f));
        assertThat(rounded[66]).isEqualTo(14);
        assertThat(rounded[67]).isEqualTo(-2);
    }

    @Test
    void measuresWithMatricesAndKernelsRoundedAndLeavesAllAsItWas() {
        float[] values = {127, 1.4f, -2.6f, 0, 12.7f, 0.06f, 0.04f, -12.7f};
        try (Pool pool = new Pool();
                Parameter kernel = new Parameter("kernel", pool.zeros(Shape.of(2, 2, 1, 2)));
                Parameter bias = new Parameter("bias", pool.zeros(Shape.of(8)))) {
            kernel.value().set(values);
            bias.value().set(values);
            float[][] during = Rounding.INT8.during(List.of(kernel, bias), () ->
                    new float[][] {kernel.value().toArray(), bias.value().toArray()});
            assertThat(during[0]).containsExactly(127, 1, -3, 0, 12.7f, 0.1f, 0, -12.7f);
            assertThat(during[1]).containsExactly(values);
            assertThat(kernel.value().toArray()).containsExactly(values);
        }
    }
}
