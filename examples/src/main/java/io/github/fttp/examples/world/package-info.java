/** ConceptWorld in the formats that models and commands take. */
package io.github.fttp.examples.world;
