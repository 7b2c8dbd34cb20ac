package io.github.fttp.core.train;

import java.util.Map;

/**
 * A plan of what a run is going to do.
 *
 * @param settings every choice that the result depends on, as text
 * @param samples how many forget samples there are
 * @param firstStep 0, or after how many steps it takes up again
 * @param steps how many it will have made at its end
 */
public record RunPlan(Map<String, String> settings, int samples, int firstStep, int steps) {}
