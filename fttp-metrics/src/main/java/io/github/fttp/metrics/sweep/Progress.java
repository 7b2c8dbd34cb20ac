package io.github.fttp.metrics.sweep;

import io.github.fttp.metrics.compare.Trial;

/** Takes what is done; from several threads, one after the other. */
@FunctionalInterface
public interface Progress {
    /**
     * Takes a trial that was run.
     *
     * @param seconds that it took, questions included
     * @param left trials that are still to be run as far as is known, those that others have begun among them
     */
    void done(Trial trial, double seconds, int left);
}
