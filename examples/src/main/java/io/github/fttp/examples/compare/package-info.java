/**
 * Unlearning methods against each other on ConceptWorld: every method, concept and draw is a cell that is run and measured;
 * and what measures models on data of one's own.
 */
package io.github.fttp.examples.compare;
