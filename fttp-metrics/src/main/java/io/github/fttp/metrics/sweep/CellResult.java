package io.github.fttp.metrics.sweep;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.train.Manifest;
import io.github.fttp.core.train.Platform;
import io.github.fttp.metrics.compare.Entries;
import io.github.fttp.metrics.compare.Outcome;
import io.github.fttp.metrics.compare.Trial;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The result of a cell that is done.
 *
 * @param files of its comparison
 * @param outcome what came of it
 */
record CellResult(SweepFiles files, Outcome outcome) {
    /**
     * Reads one.
     *
     * @param file in {@code results} of the comparison's folder
     * @throws BadData if it is of another form
     */
    static CellResult read(Path file) {
        Path folder = file.toAbsolutePath().normalize().getParent().getParent();
        return new CellResult(new SweepFiles(folder), Entries.read(Entries.text(file), Outcome.class, file));
    }

    /** The manifest of its comparison, with what computed the cell: others may have begun it, or gone on with it. */
    Manifest manifest() {
        Manifest all = Manifest.read(files.manifest());
        Platform begun = all.platform();
        return files.spent(outcome.trial())
                .map(Spent::platform)
                // What a cost names of the engine and threads is without rounding and device.
                .map(its -> all.on(new Platform(
                        its.code(), begun.engine(), begun.threads(), its.processor(), its.java(), its.libraries())))
                .orElse(all);
    }

    /** Lists what it depends on and what it came to. */
    Map<String, String> described() {
        Trial trial = outcome.trial();
        Map<String, String> all = new LinkedHashMap<>();
        all.put("trial, modality", trial.modality());
        all.put("trial, method", trial.method());
        all.put("trial, setting", trial.setting().toString());
        all.put("trial, concept", trial.concept());
        all.put("trial, draw", String.valueOf(trial.draw()));
        all.put("trial, budget", trial.budget().toString());
        files.settings().of(trial).forEach((name, value) -> all.put("settings, " + name, value));
        all.putAll(manifest().platform().described());
        all.put("end", outcome.end().toString());
        if (outcome.hasFailed()) all.put("failure", outcome.failure());
        all.put("steps", String.valueOf(outcome.steps()));
        outcome.figures().forEach((name, score) -> all.put("figures, " + name, String.valueOf(score.value())));
        return all;
    }
}
