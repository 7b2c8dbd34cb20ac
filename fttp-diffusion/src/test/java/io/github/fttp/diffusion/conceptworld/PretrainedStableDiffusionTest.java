package io.github.fttp.diffusion.conceptworld;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.Engines;
import io.github.fttp.metrics.conceptworld.ConceptWorld;
import io.github.fttp.metrics.conceptworld.Judge;
import io.github.fttp.metrics.conceptworld.Judge.Accuracy;
import io.github.fttp.metrics.conceptworld.WorldSize;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests of what the Stable Diffusion that comes along draws of prompts that it was not pretrained with. */
class PretrainedStableDiffusionTest {
    private static final int EACH = 2;

    @TempDir
    Path folder;

    @Test
    void theJudgeRecognisesEverybodyThatTheStableDiffusionDraws() {
        ConceptWorld world = new ConceptWorld(WorldSize.SMALL, 1);
        try (Judge judge = Judge.standard();
                Engine engine = Engines.best().engine()) {
            WorldDrawings drawings = WorldDrawings.of(PretrainedStableDiffusion.copyInto(folder), world, EACH, engine);
            assertThat(share(judge.accuracy(drawings.asked(), drawings.drawn())))
                    .isGreaterThanOrEqualTo(0.9);
            assertThat(share(judge.accuracy(drawings.asked(), drawings.decoded())))
                    .isGreaterThanOrEqualTo(0.9);
        }
    }

    private static double share(Accuracy accuracy) {
        return accuracy.characters() / (double) accuracy.images();
    }
}
