/**
 * Public benchmarks: each {@link io.github.fttp.metrics.benchmark.Benchmark} reads its data as it is published into a task of
 * comparisons and named data sets, and has its own figures, metrics by its own rules, which a family of models measures as it
 * measures others. {@link io.github.fttp.metrics.benchmark.Benchmarks} lists them.
 */
package io.github.fttp.metrics.benchmark;
