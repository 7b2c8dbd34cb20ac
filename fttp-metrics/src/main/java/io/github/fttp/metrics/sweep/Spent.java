package io.github.fttp.metrics.sweep;

import io.github.fttp.core.train.Platform;
import io.github.fttp.metrics.compare.Cost;

/**
 * A cell's run, as nothing that its result depends on tells it.
 *
 * @param seconds of all of it, questions included; of a cell that was gone on with since then; 0 in files that do not say
 * @param host that ran it
 * @param platform what computed it: on processors of another kind the last bits may be others
 */
record Spent(Cost cost, double seconds, String host, Platform platform) {}
