package io.github.fttp.core.loss;

import static io.github.fttp.core.testing.Bounds.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class WeightedLossTest {
    private final SplittableRandom random = new SplittableRandom(3);

    @Test
    void crossEntropyIsMinusTheLogarithmOfTheLabelsProbability() {
        float[] logits = {0, (float) Math.log(3), 5, 5};
        assertThat(WeightedCrossEntropy.nll(logits, 1, -100))
                .containsExactly(new float[] {(float) -Math.log(0.75), 0}, within(1e-6f));
        WeightedLoss loss = WeightedCrossEntropy.of(logits, new int[] {1, 0}, new float[] {-2, 0});
        assertThat(loss.value()).isCloseTo(2 * Math.log(0.75), within(1e-6));
        assertThat(loss.gradient()).containsExactly(new float[] {-0.5f, 0.5f, 0, 0}, within(1e-6f));
    }

    @Test
    void gradientsMatchFiniteDifferences() {
        float[] logits = normal(5 * 7);
        int[] labels = {3, 0, -100, 6, 2};
        float[] weights = {1, -0.3f, 1, 0, 0.5f};
        check(logits, WeightedCrossEntropy.of(logits, labels, weights), z -> WeightedCrossEntropy.of(z, labels, weights)
                .value());
        float[] prediction = normal(20);
        float[] target = normal(20);
        float[] signed = normal(20);
        check(prediction, WeightedSquaredError.of(prediction, target, signed), p -> WeightedSquaredError.of(
                        p, target, signed)
                .value());
    }

    private static void check(float[] at, WeightedLoss found, ToDoubleFunction<float[]> loss) {
        for (int i = 0; i < at.length; i++) {
            float middle = at[i];
            at[i] = middle + 0.01f;
            double up = loss.applyAsDouble(at);
            float above = at[i];
            at[i] = middle - 0.01f;
            double slope = (up - loss.applyAsDouble(at)) / ((double) above - at[i]);
            at[i] = middle;
            assertThat(found.gradient()[i]).isCloseTo((float) slope, within(1e-4f));
        }
    }

    @Test
    void takesNd4jArraysInAnyOrder() {
        float[] logits = normal(12);
        INDArray rows = Nd4j.createFromArray(logits).reshape(3, 4);
        INDArray columns = rows.dup('f');
        int[] labels = {1, 2, 3};
        float[] weights = {1, -1, 2};
        WeightedLoss plain = WeightedCrossEntropy.of(logits, labels, weights);
        WeightedLoss other = WeightedCrossEntropy.of(columns, labels, weights);
        assertThat(other.value()).isEqualTo(plain.value());
        assertThat(other.gradient(3, 4).toFloatMatrix()[2])
                .containsExactly(Arrays.copyOfRange(plain.gradient(), 8, 12));
    }

    @Test
    void refusesLengthsAndLabelsThatDontFit() {
        assertThatThrownBy(() -> WeightedCrossEntropy.of(new float[6], new int[] {1, 2}, new float[] {1}))
                .hasMessageContaining("1 weights for 2");
        assertThatThrownBy(() -> WeightedCrossEntropy.nll(new float[6], 1, 3)).hasMessageContaining("label 1 is 3");
        assertThatThrownBy(() -> WeightedCrossEntropy.nll(new float[7], 1, 3)).hasMessageContaining("7 logits");
    }

    private float[] normal(int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) values[i] = (float) random.nextGaussian();
        return values;
    }

    /** As for cross-entropy: where nothing counts anything may stand. */
    @Test
    void anElementWithoutWeightHasNoSay() {
        float[] prediction = {Float.NaN, Float.POSITIVE_INFINITY, 3};
        WeightedLoss loss = WeightedSquaredError.of(prediction, new float[] {0, 0, 1}, new float[] {0, 0, 0.5f});
        assertThat(loss.value()).isEqualTo(2); // 0.5 (3 - 1)^2
        assertThat(loss.gradient()).containsExactly(0, 0, 2);
    }
}
