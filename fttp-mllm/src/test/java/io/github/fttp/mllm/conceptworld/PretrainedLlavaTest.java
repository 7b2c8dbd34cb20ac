package io.github.fttp.mllm.conceptworld;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.Engines;
import io.github.fttp.metrics.conceptworld.ConceptWorld;
import io.github.fttp.metrics.conceptworld.WorldSize;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds what the LLaVA that comes along knows of images and questions that it was not pretrained with. */
class PretrainedLlavaTest {
    @TempDir
    Path folder;

    @Test
    void theLlavaNamesEverybodyAndKnowsTheirFacts() {
        Path path = PretrainedLlava.copyInto(folder);
        try (Engine engine = Engines.best().engine()) {
            WorldKnowledge knowledge = WorldKnowledge.of(path, new ConceptWorld(WorldSize.SMALL, 1), 4, 1, engine);
            assertThat(knowledge.named().value()).isGreaterThanOrEqualTo(0.97);
            assertThat(knowledge.facts().value()).isGreaterThanOrEqualTo(0.95);
            assertThat(knowledge.factsByAlias().value()).isGreaterThanOrEqualTo(0.95);
        }
    }
}
