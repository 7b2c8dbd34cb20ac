package io.github.fttp.diffusion.scheduler;

import static io.github.fttp.core.testing.Bounds.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NoiseScheduleTest {
    private static final NoiseSchedule STABLE_DIFFUSION = NoiseSchedule.scaledLinear(1000, 0.00085, 0.012);

    @Test
    void productsOfLinearBetasFollowTheFormulaInDouble() {
        assertFollows(NoiseSchedule.linear(1000, 0.0001, 0.02), t -> 0.0001 + t / 999.0 * (0.02 - 0.0001));
    }

    @Test
    void productsOfScaledLinearBetasFollowTheFormulaInDouble() {
        double from = Math.sqrt(0.00085);
        double to = Math.sqrt(0.012);
        assertFollows(STABLE_DIFFUSION, t -> Math.pow(from + t / 999.0 * (to - from), 2));
    }

    @Test
    void productsOfTheCosineAreTheCosineUntilBetaIsCapped() {
        float[] bars = NoiseSchedule.cosine(1000).alphasCumprod();
        for (int t = 0; t < 999; t++) {
            double expected = Math.pow(
                    Math.cos(((t + 1) / 1000.0 + 0.008) / 1.008 * Math.PI / 2) / Math.cos(0.008 / 1.008 * Math.PI / 2),
                    2);
            // Rounding of 1 - beta to float32 adds up.
            assertThat(bars[t] / expected).isCloseTo(1, within(1e-4));
        }
        assertThat(bars[999] / bars[998]).isCloseTo(0.001f, within(1e-6f)); // 1 - 0.999
    }

    private static void assertFollows(NoiseSchedule schedule, IntToDoubleFunction beta) {
        double product = 1;
        for (int t = 0; t < schedule.timesteps(); t++) {
            product *= 1 - beta.applyAsDouble(t);
            assertThat(schedule.alphasCumprod()[t] / product).isCloseTo(1, within(2e-5));
        }
    }

    @Test
    void givenBetasMakeTheirProduct() {
        NoiseSchedule schedule = NoiseSchedule.ofBetas(0.5f, 0.25f, 0.75f);
        assertThat(schedule.alphasCumprod()).containsExactly(0.5f, 0.375f, 0.09375f); // 1/2, times 3/4, times 1/4
    }

    @Test
    void rescalingLeavesNothingAtTheEndAndTheBeginningAsItWas() {
        float[] before = STABLE_DIFFUSION.alphasCumprod();
        float[] after = STABLE_DIFFUSION.rescaledToZeroSnr().alphasCumprod();
        assertThat(after[999]).isZero();
        assertThat(after[0]).isCloseTo(before[0], within(1e-6f));
        // The roots are moved and scaled: sqrt(bar') = (sqrt(bar) - sqrt(bar_T)) sqrt(bar_0) / (sqrt(bar_0) -
        // sqrt(bar_T))
        double last = Math.sqrt(before[999]);
        double first = Math.sqrt(before[0]);
        double expected = (Math.sqrt(before[500]) - last) * first / (first - last);
        assertThat(Math.sqrt(after[500])).isCloseTo(expected, within(1e-5));
    }

    @Test
    void noisySamplesAreByHand() {
        NoiseSchedule schedule = NoiseSchedule.ofBetas(0.36f, 0.4375f); // products 0.64, 0.36
        float[] noisy = schedule.addNoise(new float[] {1, 2, 3, 4}, new float[] {1, 0, -1, 1}, 0, 1);
        // 0.8 x + 0.6 n, then 0.6 x + 0.8 n
        assertThat(noisy).containsExactly(new float[] {1.4f, 1.6f, 1.0f, 3.2f}, within(1e-6f));
    }

    @Test
    void noisySamplesHaveMeanAndVarianceOfTheFormula() {
        int n = 200_000;
        float[] x0 = new float[n];
        Arrays.fill(x0, 2);
        float[] noisy = STABLE_DIFFUSION.addNoise(x0, Noise.seeded(3).draw(n), 400);
        double bar = STABLE_DIFFUSION.alphasCumprod()[400];
        double mean = IntStream.range(0, n).mapToDouble(i -> noisy[i]).average().orElseThrow();
        double variance = IntStream.range(0, n)
                .mapToDouble(i -> Math.pow(noisy[i] - mean, 2))
                .average()
                .orElseThrow();
        assertThat(mean).isCloseTo(2 * Math.sqrt(bar), within(5 * Math.sqrt((1 - bar) / n)));
        assertThat(variance).isCloseTo(1 - bar, within(5 * (1 - bar) * Math.sqrt(2.0 / n)));
    }

    @Test
    void velocityIsByHand() {
        NoiseSchedule schedule = NoiseSchedule.ofBetas(0.36f, 0.4375f);
        float[] velocity = schedule.velocity(new float[] {1, 2, 3, 4}, new float[] {1, 0, -1, 1}, 0, 1);
        // 0.8 n - 0.6 x, then 0.6 n - 0.8 x
        assertThat(velocity).containsExactly(new float[] {0.2f, -1.2f, -3.0f, -2.6f}, within(1e-6f));
    }

    @Test
    void timestepsAreDrawnFromTheirRangeAndAllOfIt() {
        int[] drawn = STABLE_DIFFUSION.drawTimesteps(new SplittableRandom(1), 1000, 20, 24);
        assertThat(Arrays.stream(drawn).distinct().sorted()).containsExactly(20, 21, 22, 23);
        assertThat(Arrays.stream(STABLE_DIFFUSION.drawTimesteps(new SplittableRandom(1), 1000)))
                .allMatch(t -> t >= 0 && t < 1000)
                .anyMatch(t -> t < 50)
                .anyMatch(t -> t > 950);
    }

    @Test
    void seededNoiseIsTheSameAgainAndGoesOn() {
        Noise noise = Noise.seeded(7);
        float[] first = noise.draw(5);
        assertThat(Noise.seeded(7).draw(5)).containsExactly(first);
        assertThat(noise.draw(5)).isNotEqualTo(first);
    }

    @Test
    void refusesBetasThatTakeNothingOrEverything() {
        assertThatThrownBy(() -> NoiseSchedule.ofBetas(0.5f, 0f)).hasMessageContaining("at time step 1 it is 0.5");
        assertThatThrownBy(() -> NoiseSchedule.ofBetas(0.5f, 1f)).hasMessageContaining("at time step 1 it is 0.0");
        assertThatThrownBy(() -> NoiseSchedule.ofBetas(0.5f, Float.NaN)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> NoiseSchedule.ofBetas(0.5f)).hasMessageContaining("number of betas");
    }

    @Test
    void refusesTimestepsBeyondTheEndsAndArraysThatDoNotFit() {
        float[] four = new float[4];
        assertThatThrownBy(() -> STABLE_DIFFUSION.addNoise(four, four, 1000))
                .hasMessageContaining("0 to 999, was 1000");
        assertThatThrownBy(() -> STABLE_DIFFUSION.addNoise(four, four, -1)).hasMessageContaining("was -1");
        assertThatThrownBy(() -> STABLE_DIFFUSION.addNoise(four, new float[3], 1))
                .hasMessageContaining("was 3");
        assertThatThrownBy(() -> STABLE_DIFFUSION.addNoise(four, four, 1, 2, 3)).hasMessageContaining("4 values");
        assertThatThrownBy(() -> STABLE_DIFFUSION.addNoise(four, four)).hasMessageContaining("was 0");
        assertThatThrownBy(() -> STABLE_DIFFUSION.drawTimesteps(new SplittableRandom(), 1, 5, 5))
                .hasMessageContaining("was 5 to 5");
    }
}
