/** Metrics of conceptual and natural knowledge, each with its definition and its source. */
package io.github.fttp.metrics;
