/** Benchmarks: JMH for kernels and blocks, plain commands for whole steps. */
package io.github.fttp.bench;
