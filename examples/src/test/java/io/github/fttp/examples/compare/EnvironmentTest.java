package io.github.fttp.examples.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.engine.Engines;
import io.github.fttp.examples.world.TaughtModel;
import io.github.fttp.metrics.world.Cast;
import io.github.fttp.metrics.world.ConceptWorld;
import io.github.fttp.metrics.world.Judge;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The models that come along, with few questions and steps. */
class ArenaTest {
    private static final ConceptWorld WORLD = new ConceptWorld(1);
    private static final String TARGET = Cast.FIGURES.get(0).name();

    @TempDir
    Path folder;

    @Test
    void textIsMeasuredAndTheModelAsBeforeAfterEveryKindOfRun() {
        try (Arena arena = TextArena.open(
                TaughtModel.LLAVA.copyInto(folder), Engines.best().engine(), WORLD)) {
            assertThat(arena.contenders()).allMatch(each -> each.how().endsWith("on the first 2 of 4 blocks"));
            Map<String, Score> before = figures(arena);
            requireAsBefore(arena, before, "FTTP, alpha 1", new Setting(1e-3, 2, 1));
            requireAsBefore(arena, before, "task vector", new Setting(1e-3, 2, 3));
            requireAsBefore(arena, before, "IDK", new Setting(1e-3, 2, 1));
            requireAsBeforeAfterDiverging(arena, before, "GA");
        }
    }

    @Test
    void picturesAreMeasuredAndTheModelAsBeforeAfterEveryKindOfRun() {
        try (Arena arena = ImageArena.open(
                TaughtModel.SD.copyInto(folder),
                Judge.standard(),
                Engines.best().engine(),
                WORLD)) {
            Map<String, Score> before = figures(arena);
            requireAsBefore(arena, before, "FTTP, words, word masks", new Setting(1e-3, 1, 1));
            requireAsBefore(arena, before, "ESD-u", new Setting(1e-3, 1, 1));
            requireAsBefore(arena, before, "concept ablation", new Setting(1e-3, 1, 1));
            requireAsBefore(arena, before, "UCE", new Setting(0, 0, 10));
            requireAsBeforeAfterDiverging(arena, before, "GA");
        }
    }

    /** That it measures everything, changes something, and leaves nothing changed behind. */
    private static void requireAsBefore(Arena arena, Map<String, Score> before, String method, Setting setting) {
        Arena.Run run = run(arena, method, setting);
        Map<String, Score> after = new HashMap<>(run.outcome().figures());
        assertThat(after).containsKeys(before.keySet().toArray(String[]::new));
        assertThat(after.keySet()).anyMatch(name -> name.endsWith("with int8 weights"));
        after.keySet().retainAll(before.keySet());
        assertThat(after).isNotEqualTo(before);
        assertThat(run.outcome().trace()).hasSize(setting.steps());
        assertThat(run.cost().peakBytes()).isPositive();
        assertThat(figures(arena)).isEqualTo(before);
    }

    private static void requireAsBeforeAfterDiverging(Arena arena, Map<String, Score> before, String method) {
        Arena.Run run = run(arena, method, new Setting(1e30, 3, 1));
        assertThat(run.outcome().hasDiverged()).isTrue();
        assertThat(figures(arena)).isEqualTo(before);
    }

    private static Map<String, Score> figures(Arena arena) {
        return arena.before(TARGET, Effort.THOROUGH_GLIMPSE).figures();
    }

    private static Arena.Run run(Arena arena, String method, Setting setting) {
        Cell cell = new Cell(arena.modality(), method, setting, TARGET, 0);
        return arena.run(cell, Effort.THOROUGH_GLIMPSE);
    }
}
