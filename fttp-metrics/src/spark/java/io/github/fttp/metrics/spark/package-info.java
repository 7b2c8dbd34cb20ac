/** Sweeps on Apache Spark, in builds with the profile {@code spark} alone. */
package io.github.fttp.metrics.spark;
