/** Statistics that the metrics share, by Apache Commons Math wherever it has them. */
package io.github.fttp.metrics.statistics;
