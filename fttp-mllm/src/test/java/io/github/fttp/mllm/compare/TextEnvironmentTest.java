package io.github.fttp.mllm.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.engine.Engines;
import io.github.fttp.metrics.compare.Attack;
import io.github.fttp.metrics.compare.Environment;
import io.github.fttp.metrics.compare.OverForgetting;
import io.github.fttp.metrics.compare.Setting;
import io.github.fttp.metrics.compare.Until;
import io.github.fttp.metrics.testing.EnvironmentCheck;
import io.github.fttp.mllm.conceptworld.PretrainedLlava;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The models that come along, with few questions and steps. */
class TextEnvironmentTest {
    private static final String TARGET = "mira-volk";
    private static final String[] ATTACKS = {
        Attack.NAMED, Attack.recalled("multi-hop"), OverForgetting.REFUSALS, OverForgetting.CHANCES
    };

    @TempDir
    Path folder;

    @Test
    void textIsMeasuredAndTheModelAsBeforeAfterEveryKindOfRun() {
        try (Environment environment = new ComparedVisionLanguage(
                        ComparedVisionLanguage.drawnWorld(), PretrainedLlava.copyInto(folder))
                .open(() -> Engines.best().engine())) {
            assertThat(environment.methods()).allMatch(each -> each.how()
                    .contains(each.grid().get(0).steps() == 0 ? "all weights" : "LoRA of rank 32"));
            EnvironmentCheck check = new EnvironmentCheck(environment, TARGET, folder, ATTACKS);
            check.requireMeasured("fttp", new Setting(1e-3, 2, 1, "first half", Until.STEPS));
            check.requireMeasured("task-vector", new Setting(1e-3, 2, 3, "first half", Until.GONE));
            check.requireMeasured("idk", new Setting(1e-3, 2, 1, "second half", Until.GONE));
            check.requireMeasured("sineproject", new Setting(1e-3, 2, 1, "first half", Until.GONE));
            check.requireMeasured("vl-eraser", new Setting(1e-3, 2, 12, "first half", Until.GONE));
            check.requireMeasured("manu", new Setting(0, 0, 20, "", Until.GONE));
            check.requireMeasured("slug", new Setting(0, 0, 1, "", Until.STEPS));
            check.requireAsBefore();
            check.requireDiverged("ga", new Setting(1e30, 3, 1, "first half", Until.STEPS));
            check.requireAsBefore();
            check.requireResumes("ga", new Setting(1e-3, 3, 1, "first half", Until.GONE));
        }
    }
}
