/** Unlearning methods against each other on ConceptWorld: every method, concept and draw is a cell that is run and measured. */
package io.github.fttp.examples.compare;
