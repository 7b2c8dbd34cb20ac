package io.github.fttp.core.ledger;

import io.github.fttp.core.train.Manifest;
import java.nio.file.Path;

/** Trains a deletion again, on another model than the first time. */
@FunctionalInterface
public interface Repetition {
    /**
     * Runs what a manifest describes.
     *
     * @param run what is trained, on which model
     * @param out the run's folder, not there yet
     */
    void run(Manifest run, Path out);
}
