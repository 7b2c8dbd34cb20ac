package io.github.fttp.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.method.Fttp;
import io.github.fttp.core.method.NullSpace;
import io.github.fttp.core.method.TrainingMethod;
import io.github.fttp.core.optim.Adam;
import io.github.fttp.core.train.Training;
import io.github.fttp.diffusion.data.ConceptImages;
import io.github.fttp.diffusion.train.TrainedPart;
import io.github.fttp.diffusion.unet.UNetPart;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TrainingMemoryTest {
    private static final Path MODEL = Path.of("src/test/resources/golden/sd-micro-pipeline");
    private static final TrainedPart WORDS = TrainedPart.of(UNetPart.WORD_KEYS_AND_VALUES);
    private static final Training TOGETHER = Training.by(Adam.rate(1e-3));

    @Test
    void countsTheCopiesOfWeightsWhoseStepsAreProjectedTogether() {
        try (Engine engine = new OneDnnEngine();
                StableDiffusion model = StableDiffusion.open(MODEL, engine)) {
            Fttp fttp = new Fttp(30, 55);
            NullSpace projected = new NullSpace(fttp, 1);
            long copies = Float.BYTES * model.folder().unetValues(WORDS::includes);
            assertThat(copies).isPositive();
            assertThat(bytes(model, projected, TOGETHER)).isEqualTo(bytes(model, fttp, TOGETHER) + copies);
            Training fused = TOGETHER.fuseWherePossible();
            assertThat(bytes(model, projected, fused)).isEqualTo(bytes(model, fttp, fused));
        }
    }

    private static long bytes(StableDiffusion model, TrainingMethod method, Training training) {
        ImageForgetting run = model.forget(Concept.of("lamp"), ConceptImages.in(Path.of("photos")))
                .with(method)
                .train(WORDS);
        return TrainingMemory.bytes(model.folder(), 16, run, training);
    }
}
