package io.github.fttp.diffusion.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.diffusion.conceptworld.PretrainedStableDiffusion;
import io.github.fttp.diffusion.pipeline.StableDiffusionFolder;
import io.github.fttp.diffusion.train.LatentSample;
import io.github.fttp.metrics.compare.Budget;
import io.github.fttp.metrics.compare.ComparisonTask;
import io.github.fttp.metrics.compare.TaskConcept;
import io.github.fttp.metrics.conceptworld.ForgetTask;
import io.github.fttp.metrics.conceptworld.Judge;
import io.github.fttp.metrics.conceptworld.Split;
import io.github.fttp.metrics.conceptworld.Staging;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorldImageExamTest {
    @Test
    void findsTheConceptWhereTheModelLookedBeforeItChanged(@TempDir Path folder) {
        ComparisonTask task = ComparedStableDiffusion.drawnWorld();
        try (StableDiffusionFolder opened = StableDiffusionFolder.open(PretrainedStableDiffusion.copyInto(folder));
                Engine engine = new OneDnnEngine();
                ComparedPipeline pipeline = new ComparedPipeline(opened, task.image(), engine);
                Judge judge = Judge.standard()) {
            ImageExam exam = new WorldImageExam(
                    pipeline, judge, task.concept("mira-volk").drawn(), 0, Budget.SMALLEST, Map.of());
            float[] before = firstMask(exam);
            assertThat(before).contains(0, 1);
            for (Parameter each : pipeline.model().unet().parameters()) {
                each.value().set(new float[Math.toIntExact(each.value().shape().size())]);
            }
            assertThat(firstMask(exam)).isEqualTo(before);
        }
    }

    /** All but for drawings, which no prompt depends on. */
    @Test
    void methodsAreGivenNoPromptThatIsAsked() {
        ComparisonTask task = ComparedStableDiffusion.drawnWorld();
        for (TaskConcept concept : task.concepts()) {
            for (int draw = 0; draw < 3; draw++) {
                ForgetTask given = new ForgetTask(
                        task.world().orElseThrow().world(), concept.drawn().character(), draw, Split.TEST);
                for (Staging place : given.places(8)) {
                    assertThat(given.asks(WorldImageExam.named(given, place))).isFalse();
                }
            }
        }
    }

    @Test
    void aModelThatSettlesCountsAsTheUntouchedOne(@TempDir Path folder) {
        try (StableDiffusionFolder opened = StableDiffusionFolder.open(PretrainedStableDiffusion.copyInto(folder));
                Engine engine = new OneDnnEngine();
                ComparedPipeline pipeline = new ComparedPipeline(
                        opened, ComparedStableDiffusion.drawnWorld().image(), engine)) {
            Parameter now = pipeline.model().unet().parameters().get(0);
            Parameter then = pipeline.untouched().unet().parameters().get(0);
            now.value().fill(0.5f);
            assertThat(then.value().toArray()).isNotEqualTo(now.value().toArray());
            pipeline.settle();
            now.value().fill(0.25f);
            assertThat(then.value().toArray()).containsOnly(0.5f);
        }
    }

    private static float[] firstMask(ImageExam exam) {
        LatentSample first = exam.forget(ImageMethod.Data.ATTENTION_MASKS)
                .keySet()
                .iterator()
                .next();
        return first.mask();
    }
}
