package io.github.fttp.metrics;

import java.util.List;

/** Supplies metrics to {@link Metrics}: found by {@link java.util.ServiceLoader}. */
public interface MetricProvider {
    /** The metrics, in the order in which they are listed. */
    List<Metric<?>> metrics();
}
