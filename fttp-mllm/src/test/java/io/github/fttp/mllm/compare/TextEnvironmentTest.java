package io.github.fttp.mllm.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.engine.Engines;
import io.github.fttp.core.train.Resumption;
import io.github.fttp.core.train.RunFolder;
import io.github.fttp.core.train.StopSignal;
import io.github.fttp.metrics.compare.Attack;
import io.github.fttp.metrics.compare.Budget;
import io.github.fttp.metrics.compare.Environment;
import io.github.fttp.metrics.compare.OverForgetting;
import io.github.fttp.metrics.compare.Score;
import io.github.fttp.metrics.compare.Setting;
import io.github.fttp.metrics.compare.Trial;
import io.github.fttp.metrics.compare.Until;
import io.github.fttp.mllm.conceptworld.PretrainedLlava;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
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

    private int works;

    @Test
    void textIsMeasuredAndTheModelAsBeforeAfterEveryKindOfRun() {
        try (Environment environment = new ComparedVisionLanguage(
                        ComparedVisionLanguage.drawnWorld(), PretrainedLlava.copyInto(folder))
                .open(() -> Engines.best().engine())) {
            assertThat(environment.methods()).allMatch(each -> each.how()
                    .contains(each.grid().get(0).steps() == 0 ? "all weights" : "LoRA of rank 32"));
            Map<String, Score> before = figures(environment);
            requireAsBefore(environment, before, "fttp", new Setting(1e-3, 2, 1, "first half", Until.STEPS));
            requireAsBefore(environment, before, "task-vector", new Setting(1e-3, 2, 3, "first half", Until.GONE));
            requireAsBefore(environment, before, "idk", new Setting(1e-3, 2, 1, "second half", Until.GONE));
            requireAsBefore(environment, before, "sineproject", new Setting(1e-3, 2, 1, "first half", Until.GONE));
            requireAsBefore(environment, before, "manu", new Setting(0, 0, 20, "", Until.GONE));
            requireAsBefore(environment, before, "slug", new Setting(0, 0, 1, "", Until.STEPS));
            requireAsBeforeAfterDiverging(environment, before, "ga");
            requireResumes(environment, "ga", new Setting(1e-3, 3, 1, "first half", Until.GONE));
        }
    }

    /** That it measures everything, changes something, and leaves nothing changed behind. */
    private void requireAsBefore(Environment environment, Map<String, Score> before, String method, Setting setting) {
        Environment.Run run = run(environment, method, setting);
        Map<String, Score> after = new HashMap<>(run.outcome().figures());
        assertThat(after)
                .containsKeys(before.keySet().stream()
                        .filter(name -> !name.contains(" like ")) // of the untouched model alone
                        .toArray(String[]::new));
        assertThat(after.keySet()).anyMatch(name -> name.endsWith("with int8 weights"));
        assertThat(after).containsKeys(ATTACKS);
        after.keySet().retainAll(before.keySet());
        assertThat(after).isNotEqualTo(before);
        assertThat(run.outcome().path()).hasSizeGreaterThan(1);
        assertThat(run.cost().peakBytes()).isPositive();
        assertThat(figures(environment)).isEqualTo(before);
    }

    private void requireAsBeforeAfterDiverging(Environment environment, Map<String, Score> before, String method) {
        Environment.Run run = run(environment, method, new Setting(1e30, 3, 1, "first half", Until.STEPS));
        assertThat(run.outcome().hasDiverged()).isTrue();
        assertThat(figures(environment)).isEqualTo(before);
    }

    private Map<String, Score> figures(Environment environment) {
        return environment
                .run(Trial.before(environment.modality(), TARGET, Budget.SMALLEST), anew(new StopSignal()))
                .orElseThrow()
                .outcome()
                .figures();
    }

    private Environment.Run run(Environment environment, String method, Setting setting) {
        return environment
                .run(trial(environment, method, setting), anew(new StopSignal()))
                .orElseThrow();
    }

    /** That a run which is stopped after each of its steps comes to the same as one that is not. */
    private void requireResumes(Environment environment, String method, Setting setting) {
        Trial trial = trial(environment, method, setting);
        StopSignal stop = new StopSignal();
        stop.request();
        Resumption stopped = anew(stop);
        for (int step = 1; step < setting.steps(); step++) {
            assertThat(environment.run(trial, stopped)).isEmpty();
        }
        assertThat(environment.run(trial, stopped).orElseThrow().outcome())
                .isEqualTo(run(environment, method, setting).outcome());
    }

    private static Trial trial(Environment environment, String method, Setting setting) {
        return new Trial(environment.modality(), method, setting, TARGET, 0, Budget.SMALLEST);
    }

    private Resumption anew(StopSignal stop) {
        return new Resumption(RunFolder.check(folder.resolve("work-" + ++works), true), 50, stop);
    }
}
