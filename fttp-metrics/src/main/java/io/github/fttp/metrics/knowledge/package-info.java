/** Knowledge of a model along a run, on data that the run does not see. */
package io.github.fttp.metrics.knowledge;
