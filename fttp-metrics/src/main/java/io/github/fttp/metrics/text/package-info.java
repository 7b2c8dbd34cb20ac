/** Metrics of what a model says, and of what it knows of texts. */
package io.github.fttp.metrics.text;
