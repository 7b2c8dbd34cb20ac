package io.github.fttp.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class SdBlockTest {
    @Test
    void resnetBlockTakesNoFreshMemoryOnceItIsWarm() {
        requireSteady(SdBlock::resnet);
    }

    @Test
    void transformerBlockTakesNoFreshMemoryOnceItIsWarm() {
        requireSteady(SdBlock::transformer);
    }

    private static void requireSteady(Function<Engine, SdBlock> made) {
        try (OneDnnEngine engine = new OneDnnEngine()) {
            try (SdBlock block = made.apply(engine)) {
                float[] first = block.run().toArray();
                block.run();
                long misses = engine.pool().misses();
                assertThat(block.run().toArray()).isEqualTo(first);
                assertThat(engine.pool().misses()).isEqualTo(misses);
                assertThat(block.parameters()).allMatch(each -> each.gradient().isPresent());
            }
            assertThat(engine.pool().outstanding()).isZero();
        }
    }
}
