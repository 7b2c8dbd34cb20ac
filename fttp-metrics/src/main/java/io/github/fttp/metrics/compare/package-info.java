/**
 * Unlearning methods against each other: every method, concept and draw is a trial that is run and measured in an
 * {@link io.github.fttp.metrics.compare.Environment}, which a family of models implements. Settings are chosen on concepts that
 * are not reported; a comparison that was stopped goes on from its {@link io.github.fttp.metrics.compare.Ledger}.
 */
package io.github.fttp.metrics.compare;
