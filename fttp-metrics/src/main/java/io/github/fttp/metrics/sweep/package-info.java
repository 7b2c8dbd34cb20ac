/**
 * Runs the trials of comparisons on one machine or on many: a {@link io.github.fttp.metrics.sweep.Sweep} is planned as cells,
 * each of which some worker claims, runs and leaves a result of, and merged to tables and a report. What comes out does not
 * depend on who ran what.
 */
package io.github.fttp.metrics.sweep;
