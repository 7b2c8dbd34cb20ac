package io.github.fttp.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.engine.OneDnnEngine;
import org.junit.jupiter.api.Test;

class LlamaBlockTest {
    @Test
    void takesNoFreshMemoryOnceItIsWarm() {
        try (OneDnnEngine engine = new OneDnnEngine()) {
            try (LlamaBlock block = new LlamaBlock(engine)) {
                float first = block.run();
                block.run();
                long misses = engine.pool().misses();
                assertThat(block.run()).isEqualTo(first);
                assertThat(engine.pool().misses()).isEqualTo(misses);
                assertThat(block.x().gradient()).isPresent();
            }
            assertThat(engine.pool().outstanding()).isZero();
        }
    }
}
