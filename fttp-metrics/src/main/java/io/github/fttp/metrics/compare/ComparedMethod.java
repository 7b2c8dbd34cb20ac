package io.github.fttp.metrics.compare;

import java.util.List;
import java.util.Set;

/**
 * A method that is compared.
 *
 * @param id names it in trials
 * @param name as reports call it
 * @param entry its name in the registry of methods
 * @param given what it was given beside the samples to forget
 * @param how what else it runs with: its strengths, what it trains on
 * @param grid settings that are tried; at least one
 * @param inStrengths whether its change comes in one piece, so that what a run goes through is strengths of that and not steps
 */
public record ComparedMethod(
        String id, String name, String entry, Set<String> given, String how, List<Setting> grid, boolean inStrengths) {}
