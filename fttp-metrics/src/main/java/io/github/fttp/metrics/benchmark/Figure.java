package io.github.fttp.metrics.benchmark;

import io.github.fttp.metrics.DataSet;

/**
 * A headline figure of a benchmark: one measurement by its rules.
 *
 * @param name as the benchmark calls it
 * @param set that it is of; {@link DataSet#OVERALL} for several together
 * @param metric its name
 */
public record Figure(String name, DataSet set, String metric) {}
