/** Whether what was forgotten comes back: under searched prompts, and when weights are rounded. */
package io.github.fttp.metrics.robustness;
