/** Commands that teach small models, from nothing, what ConceptWorld is like. */
package io.github.fttp.examples.teach;
