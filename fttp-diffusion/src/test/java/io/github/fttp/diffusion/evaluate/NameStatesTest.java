package io.github.fttp.diffusion.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.diffusion.pipeline.LoadedPipeline;
import io.github.fttp.diffusion.pipeline.StableDiffusionFolder;
import io.github.fttp.metrics.Likeness;
import io.github.fttp.metrics.statistics.Cosine;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class NameStatesTest {
    private static final Path MODEL = Path.of("src/test/resources/golden/sd-micro-pipeline");

    @Test
    void comparesTokensAndStatesOfNames() {
        try (OneDnnEngine engine = new OneDnnEngine();
                StableDiffusionFolder folder = StableDiffusionFolder.open(MODEL);
                LoadedPipeline model = folder.load(engine)) {
            NameStates states = NameStates.of(model, List.of("lamp", "hat lamp", "hat"));
            assertThat(states.likeness("lamp", "lamp")).isEqualTo(new Likeness(1, 1));
            // The vocabulary has hat whole and cuts lamp into four: they share four tokens of five.
            double cosine = Cosine.of(model.lastState("lamp"), model.lastState("hat lamp"));
            assertThat(states.likeness("lamp", "hat lamp")).isEqualTo(new Likeness(0.8, cosine));
            // Of two names what is left without their mean points in opposite directions.
            NameStates two = NameStates.of(model, List.of("lamp", "hat")).withoutMean();
            assertThat(two.likeness("lamp", "hat").nearness()).isCloseTo(-1, within(1e-6));
        }
    }
}
