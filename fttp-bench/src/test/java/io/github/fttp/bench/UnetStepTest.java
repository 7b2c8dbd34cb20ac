package io.github.fttp.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.nn.Weights;
import org.junit.jupiter.api.Test;

class UnetStepTest {
    @Test
    void fallsAndTakesNoFreshMemoryOnceItIsWarm() {
        try (OneDnnEngine engine = new OneDnnEngine()) {
            try (UnetStep step = new UnetStep(BenchUnet.UNET_QUARTER, engine, Weights.random(engine.pool(), 0))) {
                float first = step.run();
                step.run();
                long misses = engine.pool().misses();
                float last = step.run();
                assertThat(last).isFinite().isLessThan(first);
                assertThat(engine.pool().misses()).isEqualTo(misses);
            }
            assertThat(engine.pool().outstanding()).isZero();
        }
    }
}
