package io.github.fttp.metrics.benchmark;

import java.util.List;

/** Supplies benchmarks to {@link Benchmarks}: found by {@link java.util.ServiceLoader}. */
public interface BenchmarkProvider {
    /** The benchmarks, in the order in which they are listed. */
    List<Benchmark> benchmarks();
}
