package io.github.fttp.diffusion.compare;

import io.github.fttp.core.engine.Engines;
import io.github.fttp.diffusion.conceptworld.PretrainedStableDiffusion;
import io.github.fttp.metrics.compare.Attack;
import io.github.fttp.metrics.compare.Environment;
import io.github.fttp.metrics.compare.Setting;
import io.github.fttp.metrics.compare.Until;
import io.github.fttp.metrics.testing.EnvironmentCheck;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The models that come along, with few questions and steps. */
class ImageEnvironmentTest {
    private static final String TARGET = "mira-volk";
    private static final String[] ATTACKS = {Attack.DRAWN};

    @TempDir
    Path folder;

    @Test
    void imagesAreMeasuredAndTheModelAsBeforeAfterEveryKindOfRun() {
        try (Environment environment = new ComparedStableDiffusion(
                        ComparedStableDiffusion.drawnWorld(), PretrainedStableDiffusion.copyInto(folder))
                .open(() -> Engines.best().engine())) {
            EnvironmentCheck check = new EnvironmentCheck(environment, TARGET, folder, ATTACKS);
            check.requireMeasured(
                    "fttp-words-word-masks", new Setting(1e-3, 1, 1, "word-keys-and-values", Until.STEPS));
            check.requireMeasured("esd-u", new Setting(1e-3, 1, 1));
            check.requireMeasured("concept-ablation", new Setting(1e-3, 1, 1));
            check.requireMeasured("uce", new Setting(0, 0, 10).until(Until.GONE));
            check.requireAsBefore();
            check.requireDiverged("ga", new Setting(1e30, 3, 1));
            check.requireAsBefore();
            check.requireResumes("esd-u", new Setting(1e-3, 3, 1));
        }
    }
}
