package io.github.fttp.metrics.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.train.Resumption;
import io.github.fttp.core.train.RunFolder;
import io.github.fttp.core.train.StopSignal;
import io.github.fttp.metrics.compare.Budget;
import io.github.fttp.metrics.compare.Environment;
import io.github.fttp.metrics.compare.Score;
import io.github.fttp.metrics.compare.Setting;
import io.github.fttp.metrics.compare.Trial;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Checks an environment of any modality by runs of a few steps on one concept. */
public final class EnvironmentCheck {
    private final Environment environment;
    private final String concept;
    private final Path folder;
    private final String[] measured;
    private final Map<String, Score> before;
    private int works;

    /**
     * Measures the untouched model.
     *
     * @param folder for checkpoints
     * @param measured names that every run has to measure
     */
    public EnvironmentCheck(Environment environment, String concept, Path folder, String... measured) {
        this.environment = environment;
        this.concept = concept;
        this.folder = folder;
        this.measured = measured.clone();
        before = figures();
    }

    /** Requires that a run measures everything and changes something. */
    public void requireMeasured(String method, Setting setting) {
        Environment.Run run = run(method, setting);
        Map<String, Score> after = new HashMap<>(run.outcome().figures());
        assertThat(after)
                .containsKeys(before.keySet().stream()
                        .filter(name -> !name.contains(" like ")) // of the untouched model alone
                        .toArray(String[]::new));
        assertThat(after.keySet()).anyMatch(name -> name.endsWith("with int8 weights"));
        assertThat(after).containsKeys(measured);
        after.keySet().retainAll(before.keySet());
        assertThat(after).isNotEqualTo(before);
        assertThat(run.outcome().path()).hasSizeGreaterThan(1);
        assertThat(run.cost().peakBytes()).isPositive();
    }

    /** Requires that a run diverges. */
    public void requireDiverged(String method, Setting setting) {
        assertThat(run(method, setting).outcome().hasDiverged()).isTrue();
    }

    /** Requires that no run so far left anything changed behind. */
    public void requireAsBefore() {
        assertThat(figures()).isEqualTo(before);
    }

    /** Requires that a run which is stopped after each of its steps comes to the same as one that is not. */
    public void requireResumes(String method, Setting setting) {
        StopSignal stop = new StopSignal();
        stop.request();
        Resumption stopped = anew(stop);
        for (int step = 1; step < setting.steps(); step++) {
            assertThat(environment.run(trial(method, setting), stopped)).isEmpty();
        }
        assertThat(environment
                        .run(trial(method, setting), stopped)
                        .orElseThrow()
                        .outcome())
                .isEqualTo(run(method, setting).outcome());
    }

    private Map<String, Score> figures() {
        return environment
                .run(Trial.before(environment.modality(), concept, Budget.SMALLEST), anew(new StopSignal()))
                .orElseThrow()
                .outcome()
                .figures();
    }

    private Environment.Run run(String method, Setting setting) {
        return environment.run(trial(method, setting), anew(new StopSignal())).orElseThrow();
    }

    private Trial trial(String method, Setting setting) {
        return new Trial(environment.modality(), method, setting, concept, 0, Budget.SMALLEST);
    }

    private Resumption anew(StopSignal stop) {
        return new Resumption(RunFolder.check(folder.resolve("work-" + ++works), true), 50, stop);
    }
}
