/** Commands that pretrain small models, from nothing, what ConceptWorld is like. */
package io.github.fttp.examples.pretrain;
