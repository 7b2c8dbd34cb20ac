package io.github.fttp.diffusion.vae;

import static io.github.fttp.core.testing.Bounds.within;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import org.junit.jupiter.api.Test;

class PosteriorTest {
    @Test
    void takesMeansThenVariancesOfEachImageAndDrawsFromThem() {
        float log4 = (float) Math.log(4);
        try (Engine engine = new OneDnnEngine();
                // Two images of one channel, two pixels: means, logarithms of variances.
                Tensor moments = engine.pool().draw(Shape.of(2, 2, 1, 2)).set(1, 2, 0, log4, 3, 4, -40, 30)) {
            Posterior posterior = Posterior.of(moments);
            assertThat(posterior.shape()).isEqualTo(Shape.of(2, 1, 1, 2));
            assertThat(posterior.mean()).containsExactly(1, 2, 3, 4);
            assertThat(posterior.logVariance()).containsExactly(0, log4, -30, 20);
            double[] deviation = {1, 2, Math.exp(-15), Math.exp(10)};
            for (int i = 0; i < deviation.length; i++) {
                assertThat(posterior.deviation()[i] / deviation[i]).isCloseTo(1, within(1e-6));
            }
            assertThat(posterior.sample(new float[] {-1, 3, 5, 0}))
                    .containsExactly(new float[] {1 - 1, 2 + 2 * 3, 3, 4}, within(1e-5f));
        }
    }
}
