package io.github.fttp.diffusion.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.diffusion.conceptworld.PretrainedStableDiffusion;
import io.github.fttp.diffusion.train.LatentSample;
import io.github.fttp.metrics.conceptworld.Cast;
import io.github.fttp.metrics.conceptworld.ConceptWorld;
import io.github.fttp.metrics.conceptworld.DrawnCharacter;
import io.github.fttp.metrics.conceptworld.ForgetTask;
import io.github.fttp.metrics.conceptworld.Split;
import io.github.fttp.metrics.conceptworld.Staging;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorldStableDiffusionTest {
    @Test
    void findsTheConceptWhereTheModelLookedBeforeItChanged(@TempDir Path folder) {
        DrawnCharacter mira = Cast.CHARACTERS.get(0);
        Staging drawing = new ForgetTask(new ConceptWorld(1), mira, 0, Split.TEST)
                .images(1)
                .get(0);
        Path model = PretrainedStableDiffusion.copyInto(folder);
        try (WorldStableDiffusion subject = WorldStableDiffusion.open(model, new OneDnnEngine())) {
            LatentSample sample = subject.sample(drawing, drawing.caption(), mira);
            float[] before =
                    subject.foundByWords(sample, drawing.caption(), mira).mask();
            assertThat(before).contains(0, 1);
            for (Parameter each : subject.model().unet().parameters()) {
                each.value().set(new float[Math.toIntExact(each.value().shape().size())]);
            }
            assertThat(subject.foundByWords(sample, drawing.caption(), mira).mask())
                    .isEqualTo(before);
        }
    }
}
