package io.github.fttp.metrics.sweep;

import io.github.fttp.core.io.Digest;
import io.github.fttp.core.io.Json;
import io.github.fttp.metrics.compare.Trial;
import java.nio.charset.StandardCharsets;

/**
 * A trial of a sweep, which any worker can run.
 *
 * @param index its line in {@code cells.jsonl}, from 0
 * @param id names its files; the same for the same trial
 * @param depends digest of all that its result depends on beside the trial: model, data, engine, task
 */
record SweepCell(int index, String id, String depends, Trial trial) {
    private static final int LENGTH = 16;

    static SweepCell of(int index, String depends, Trial trial) {
        return new SweepCell(index, id(trial), depends, trial);
    }

    /** The name of a trial's files. */
    static String id(Trial trial) {
        return digest(Json.line(trial)).substring(0, LENGTH);
    }

    static String digest(String text) {
        return new Digest().add(text.getBytes(StandardCharsets.UTF_8)).hex();
    }
}
