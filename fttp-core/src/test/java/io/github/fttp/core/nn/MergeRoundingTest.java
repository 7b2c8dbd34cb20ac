package io.github.fttp.core.nn;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import org.junit.jupiter.api.Test;

class MergeRoundingTest {
    /** A bfloat16 between 1 and 2 has steps of 1/128. */
    @Test
    void countsChangesThatRoundToWhatWasThere() {
        float[] merged = {1, 1 + 1f / 1024, 1 + 1f / 64, 1 - 1f / 2048};
        try (Pool pool = new Pool();
                Tensor before = pool.draw(Shape.of(2, 2), DType.BFLOAT16).set(1, 1, 1, 1);
                Tensor exact = pool.draw(Shape.of(2, 2)).set(merged);
                Tensor after = pool.draw(Shape.of(2, 2), DType.BFLOAT16).set(merged)) {
            MergeRounding rounding = MergeRounding.of(before, exact, after);
            assertThat(rounding).isEqualTo(new MergeRounding(3, 2));
            assertThat(rounding.and(new MergeRounding(1, 0)).sentence())
                    .startsWith(
                            "2 of the 4 numbers that the adapter changes (50.0 %) round to the value that they had");
        }
    }
}
