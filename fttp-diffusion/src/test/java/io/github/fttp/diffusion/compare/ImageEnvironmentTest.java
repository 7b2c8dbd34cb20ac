package io.github.fttp.diffusion.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.engine.Engines;
import io.github.fttp.diffusion.conceptworld.PretrainedStableDiffusion;
import io.github.fttp.metrics.compare.Budget;
import io.github.fttp.metrics.compare.Environment;
import io.github.fttp.metrics.compare.Score;
import io.github.fttp.metrics.compare.Setting;
import io.github.fttp.metrics.compare.Trial;
import io.github.fttp.metrics.conceptworld.Cast;
import io.github.fttp.metrics.conceptworld.ConceptWorld;
import io.github.fttp.metrics.conceptworld.Judge;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The models that come along, with few questions and steps. */
class ImageEnvironmentTest {
    private static final ConceptWorld WORLD = new ConceptWorld(1);
    private static final String TARGET = Cast.CHARACTERS.get(0).name();

    @TempDir
    Path folder;

    @Test
    void imagesAreMeasuredAndTheModelAsBeforeAfterEveryKindOfRun() {
        try (Environment environment = ImageEnvironment.open(
                PretrainedStableDiffusion.copyInto(folder),
                Judge.standard(),
                Engines.best().engine(),
                WORLD)) {
            Map<String, Score> before = figures(environment);
            requireAsBefore(environment, before, "FTTP, words, word masks", new Setting(1e-3, 1, 1));
            requireAsBefore(environment, before, "ESD-u", new Setting(1e-3, 1, 1));
            requireAsBefore(environment, before, "concept ablation", new Setting(1e-3, 1, 1));
            requireAsBefore(environment, before, "UCE", new Setting(0, 0, 10));
            requireAsBeforeAfterDiverging(environment, before, "GA");
        }
    }

    /** That it measures everything, changes something, and leaves nothing changed behind. */
    private static void requireAsBefore(
            Environment environment, Map<String, Score> before, String method, Setting setting) {
        Environment.Run run = run(environment, method, setting);
        Map<String, Score> after = new HashMap<>(run.outcome().figures());
        assertThat(after).containsKeys(before.keySet().toArray(String[]::new));
        assertThat(after.keySet()).anyMatch(name -> name.endsWith("with int8 weights"));
        after.keySet().retainAll(before.keySet());
        assertThat(after).isNotEqualTo(before);
        assertThat(run.outcome().trace()).hasSize(setting.steps());
        assertThat(run.cost().peakBytes()).isPositive();
        assertThat(figures(environment)).isEqualTo(before);
    }

    private static void requireAsBeforeAfterDiverging(
            Environment environment, Map<String, Score> before, String method) {
        Environment.Run run = run(environment, method, new Setting(1e30, 3, 1));
        assertThat(run.outcome().hasDiverged()).isTrue();
        assertThat(figures(environment)).isEqualTo(before);
    }

    private static Map<String, Score> figures(Environment environment) {
        return environment.before(TARGET, Budget.THOROUGH_SMALLEST).figures();
    }

    private static Environment.Run run(Environment environment, String method, Setting setting) {
        Trial trial = new Trial(environment.modality(), method, setting, TARGET, 0);
        return environment.run(trial, Budget.THOROUGH_SMALLEST);
    }
}
