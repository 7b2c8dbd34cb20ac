/** Reference cases of metrics. */
package io.github.fttp.metrics.verify;
